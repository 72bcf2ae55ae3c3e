package org.discogsography.dashboard;

/** A request that is refused. The message is for its sender and contains no secret. */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status HTTP's status code of the answer */
    RefusedRequestException(int status, String reason) {
        super(reason);
        this.status = status;
    }

    int status() {
        return status;
    }
}
