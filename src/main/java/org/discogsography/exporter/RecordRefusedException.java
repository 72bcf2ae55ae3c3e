package org.discogsography.exporter;

/** For a user's route to throw if its store works and refuses a record: the record is found, and becomes a dead letter alone. */
public final class RecordRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public RecordRefusedException(String message) {
        super(message);
    }
}
