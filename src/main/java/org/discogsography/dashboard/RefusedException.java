package org.discogsography.dashboard;

/** A request that is not answered as it wants. The message is for whoever sent it, without a secret. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of the answer, as HTTP has it */
    RefusedException(int status, String reason) {
        super(reason);
        this.status = status;
    }

    int status() {
        return status;
    }
}
