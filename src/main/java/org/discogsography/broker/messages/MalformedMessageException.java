package org.discogsography.broker.messages;

/** A malformed message, which no retry can correct: it is not JSON, or lacks a field that every message must have. */
public class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }

    public MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
