package org.discogsography.dump;

/**
 * The progress of reading one file.
 *
 * @param bytesRead compressed bytes read so far, including bytes whose records are still buffered
 * @param bytes the size of the file in bytes when it was opened
 */
public record ReadProgress(long bytesRead, long bytes) {

    /** From 0.0 to 1.0. */
    public double fraction() {
        return bytes == 0 ? 1.0 : Math.min(1.0, (double) bytesRead / bytes);
    }
}
