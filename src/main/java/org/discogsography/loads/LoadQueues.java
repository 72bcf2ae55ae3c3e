package org.discogsography.loads;

import org.discogsography.dump.DataType;

/** What is known of the queues from which a store's records come. It answers within a bounded time. Thread-safe. */
public interface LoadQueues {

    /** Where the broker cannot be asked. */
    long UNKNOWN = -1;

    /** Messages of a type that wait in the queue, or are in work in this process; or {@link #UNKNOWN}. */
    long outstanding(DataType type);

    /** Dead letters of a type, or {@link #UNKNOWN}. */
    long deadLetters(DataType type);

    /** Another number than before if records of the type have been settled by this process meanwhile. */
    long settled(DataType type);
}
