package org.discogsography.bench;

import java.util.Locale;

/** Records in a time. */
record Rate(long records, double seconds) {

    /** Runs something and takes its time. */
    static Rate of(long records, Measured measured) throws Exception {
        long start = System.nanoTime();
        measured.run();
        return new Rate(records, (System.nanoTime() - start) / 1e9);
    }

    double perSecond() {
        return records / seconds;
    }

    /** The quicker of two. */
    Rate better(Rate other) {
        return perSecond() >= other.perSecond() ? this : other;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,9.0f records/s", perSecond());
    }

    /** What is measured. */
    interface Measured {
        void run() throws Exception;
    }
}
