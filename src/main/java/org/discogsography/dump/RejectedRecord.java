package org.discogsography.dump;

/**
 * Something in a dump file that cannot become a record, and was passed over.
 *
 * @param file the file's name
 * @param ordinal which child of the root element it was, counted from 1
 * @param line where it begins, counted from 1
 * @param reason why, as the end of the sentence "was rejected because it …"
 */
public record RejectedRecord(String file, long ordinal, long line, String reason) {

    @Override
    public String toString() {
        return file + ": record " + ordinal + " at line " + line + " was rejected because it " + reason;
    }
}
