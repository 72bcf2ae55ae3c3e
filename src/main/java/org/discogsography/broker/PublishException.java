package org.discogsography.broker;

/** A window of messages that the broker did not confirm, so that all of it has to be published again. */
public class PublishException extends Exception {

    private static final long serialVersionUID = 1L;

    public PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
