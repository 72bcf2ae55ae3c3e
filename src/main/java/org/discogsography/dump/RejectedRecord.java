package org.discogsography.dump;

/**
 * An element or text in a dump file that cannot become a record and was skipped.
 *
 * @param file name of the file
 * @param ordinal its number among the children of the root element, counted from 1
 * @param line the line at which it begins, counted from 1
 * @param reason why; completes the sentence "was rejected because it …"
 */
public record RejectedRecord(String file, long ordinal, long line, String reason) {

    @Override
    public String toString() {
        return file + ": record " + ordinal + " at line " + line + " was rejected because it " + reason;
    }
}
