package org.discogsography.sample;

/** The two formats in which Discogs has published its dumps. */
public enum DumpFormat {
    /** As in 2020: images, a status on releases, an id before each member, non-ASCII characters as references. */
    OLD,
    /** As in 2026: none of these. */
    NEW
}
