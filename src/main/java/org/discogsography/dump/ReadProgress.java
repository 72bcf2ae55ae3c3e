package org.discogsography.dump;

/**
 * How far into its file a reader has come.
 *
 * @param bytesRead compressed bytes taken from the file; runs ahead of the records returned by what is buffered
 * @param bytes the file's size in bytes when it was opened
 */
public record ReadProgress(long bytesRead, long bytes) {

    /** From 0.0 to 1.0. */
    public double fraction() {
        return bytes == 0 ? 1.0 : Math.min(1.0, (double) bytesRead / bytes);
    }
}
