package org.discogsography.bench;

import java.util.Locale;

/** A number of records and the time that they took. */
record Rate(long records, double seconds) {

    /** Runs something and measures its time. */
    static Rate of(long records, Measured measured) throws Exception {
        long start = System.nanoTime();
        measured.run();
        return new Rate(records, (System.nanoTime() - start) / 1e9);
    }

    double perSecond() {
        return records / seconds;
    }

    /** The faster of two. */
    Rate better(Rate other) {
        return perSecond() >= other.perSecond() ? this : other;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,9.0f records/s", perSecond());
    }

    /** The code to measure. */
    interface Measured {
        void run() throws Exception;
    }
}
