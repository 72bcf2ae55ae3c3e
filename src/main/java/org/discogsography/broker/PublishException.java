package org.discogsography.broker;

import java.util.concurrent.TimeoutException;

/** The broker did not confirm a window of messages, so that all of it has to be published again. */
public class PublishException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param cause null if the broker itself has refused the messages, which shows that it works */
    public PublishException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the connection has failed, and not only one queue that is full or confirms nothing. */
    public boolean isOutage() {
        return getCause() != null && !(getCause() instanceof TimeoutException);
    }
}
