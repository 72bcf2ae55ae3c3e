package org.discogsography.extractor;

/** Another extractor works with the same state. */
final class StateTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StateTakenException(String message) {
        super(message);
    }
}
