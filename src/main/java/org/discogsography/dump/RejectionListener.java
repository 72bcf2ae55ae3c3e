package org.discogsography.dump;

/** Receives the records of a dump file that cannot be read, in the order of the file, by the thread that reads. */
@FunctionalInterface
public interface RejectionListener {

    /** A record is left out, and reading goes on with the next one. */
    void rejected(RejectedRecord record);

    /** This record is one more than may be rejected: reading ends before it. */
    default void oneTooMany(RejectedRecord record) {}
}
