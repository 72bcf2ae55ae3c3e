package org.discogsography.dump;

import java.util.Arrays;
import java.util.Objects;

/**
 * An element or text in a dump file that cannot become a record and was skipped.
 *
 * @param file name of the file
 * @param ordinal its number among the records and rejected records of the file, counted from 1
 * @param line the line at which it begins, counted from 1
 * @param offset of its first byte in the unzipped file, counted from 0
 * @param reason why; completes the sentence "was rejected because it …"
 * @param bytes as they stand in the file; only the first of them if memory has no room for all. Not copied: do not modify
 *     them.
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to be written, and rare
public record RejectedRecord(String file, long ordinal, long line, long offset, String reason, byte[] bytes)
        implements ReadOutcome {

    @Override
    public boolean equals(Object other) {
        return other instanceof RejectedRecord that
                && file.equals(that.file)
                && ordinal == that.ordinal
                && line == that.line
                && offset == that.offset
                && reason.equals(that.reason)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, ordinal, offset);
    }

    @Override
    public String toString() {
        return file + ": record " + ordinal + " at line " + line + " (byte " + offset + ") was rejected because it "
                + reason;
    }
}
