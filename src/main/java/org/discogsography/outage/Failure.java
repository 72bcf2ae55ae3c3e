package org.discogsography.outage;

/** What a failure means for what is to be done next. */
public enum Failure {
    /** The server is away, or in no state to work: wait, and try all of it again. Counts for the circuit breaker. */
    OUTAGE,
    /** Transactions were in each other's way: try again soon, nothing is wrong. */
    CONTENTION,
    /** The server works and refuses this record's values, or the record makes no row: no repetition will help. */
    REFUSED
}
