package org.discogsography.broker;

import java.util.concurrent.TimeoutException;

/** A window of messages that the broker did not confirm, so that all of it has to be published again. */
public class PublishException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param cause null where the broker itself has refused the messages, which shows that it is at work */
    public PublishException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether it was the connection that failed, and not one queue that has no room, or confirms nothing. */
    public boolean isOutage() {
        return getCause() != null && !(getCause() instanceof TimeoutException);
    }
}
