package org.discogsography.extractor;

/**
 * How far into a dump file, counted from its start over all runs.
 *
 * @param published records that the broker has confirmed
 * @param rejected what stands among them and could not be published, as for want of an id
 */
record Position(long published, long rejected) {

    static final Position START = new Position(0, 0);

    /** How many of the file's records lie before it. */
    long records() {
        return published + rejected;
    }

    Position plus(long morePublished, long moreRejected) {
        return new Position(published + morePublished, rejected + moreRejected);
    }
}
