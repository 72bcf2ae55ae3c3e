package org.discogsography.outage;

/** A probe did not find its server at work. Always counts for the circuit breaker, whatever the cause. */
final class ProbeFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ProbeFailedException(Throwable cause) {
        super(Reason.of(cause), cause);
    }
}
