package org.discogsography.sample;

/** The two shapes in which Discogs has published its dumps. */
public enum DumpFormat {
    /** As in 2020: images, a status on releases, an id beside each member, characters beyond ASCII as references. */
    OLD,
    /** As in 2026: none of those. */
    NEW
}
