package org.discogsography.outage;

/** A probe has found that its server does not work: an outage, whatever the cause. */
public final class ProbeFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ProbeFailedException(Throwable cause) {
        super(Reason.of(cause), cause);
    }

    /** Whether one is this failure, or among its causes. */
    static boolean isIn(Throwable failure) {
        return Failure.causes(failure).anyMatch(ProbeFailedException.class::isInstance);
    }
}
