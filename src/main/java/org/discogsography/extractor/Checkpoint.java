package org.discogsography.extractor;

/**
 * A place in a dump file, counted from its start over all runs.
 *
 * @param published number of records before it that the broker has confirmed
 * @param rejected number of elements before it that could not be published: without an id, for example, or too large for the broker
 */
record Checkpoint(long published, long rejected) {

    static final Checkpoint START = new Checkpoint(0, 0);

    /** The number of the file's records before this place. */
    long records() {
        return published + rejected;
    }

    /** The same place, if so many of its published records were refused by the broker. */
    Checkpoint withRefused(long refused) {
        return new Checkpoint(published - refused, rejected + refused);
    }

    Checkpoint plus(long morePublished, long moreRejected) {
        return new Checkpoint(published + morePublished, rejected + moreRejected);
    }
}
