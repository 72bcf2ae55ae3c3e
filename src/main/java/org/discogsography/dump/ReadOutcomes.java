package org.discogsography.dump;

/** Reads records and what is rejected, in the order of the file. For one thread. */
interface ReadOutcomes {

    /**
     * The next record or rejected record; null at the end of the file.
     *
     * @throws DumpException if the file is broken
     */
    ReadOutcome next() throws DumpException;

    /** Ends what reads ahead. Thread-safe, idempotent. */
    void close();
}
