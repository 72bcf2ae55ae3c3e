package org.discogsography.extractor.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.outage.Reason;

/**
 * A file that comes from the network: {@code <name>.part} beside the place where it will be. It is hashed while it comes, and never in
 * memory as a whole. If anything is wrong, nothing of it is left.
 *
 * @param place where it will be
 * @param longest bytes that it may have
 * @param free bytes of the disk that may be used
 */
record PartFile(Path place, long longest, LongSupplier free, Duration stall, BooleanSupplier stopping) {

    static final String SUFFIX = ".part";
    private static final int BUFFER = 1 << 17;
    private static final long BETWEEN_LOOKS_AT_THE_DISK = 64L << 20;

    /** Slower than this is no download: a dump would take months. */
    private static final long LEAST_BYTES_A_SECOND = 1_000;

    Path path() {
        return place.resolveSibling(place.getFileName() + SUFFIX);
    }

    private String name() {
        return String.valueOf(place.getFileName());
    }

    /**
     * Writes and syncs it.
     *
     * @param progress receives the number of bytes of each step
     * @return its SHA-256, in lower-case hex
     */
    String receive(Answer answer, LongConsumer progress) throws IOException, InterruptedException {
        try {
            return write(answer, progress);
        } catch (SocketTimeoutException e) {
            delete();
            throw new DownloadException(
                    name() + ": nothing more has come for " + stall.toSeconds() + " s", Retry.SOON, e);
        } catch (DownloadException e) {
            delete();
            throw e;
        } catch (IOException e) {
            delete();
            throw new DownloadException(name() + ": the download broke off (" + Reason.of(e) + ")", Retry.SOON, e);
        } catch (InterruptedException | RuntimeException e) {
            delete();
            throw e;
        }
    }

    private String write(Answer answer, LongConsumer progress) throws IOException, InterruptedException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER];
        long written = 0;
        long looked = 0;
        var pace = new Pace(stall);
        InputStream in = answer.body();
        try (var file = FileChannel.open(
                path(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (stopping.getAsBoolean()) {
                    throw new InterruptedException(name() + ": the download ends with the program");
                }
                if (written < 2 && !isGzip(buffer, written, read)) {
                    throw new DownloadException(
                            name()
                                    + (buffer[0] == '<'
                                            ? ": an HTML page comes in its place"
                                            : ": what comes is not a gzip file"),
                            Retry.SOON);
                }
                written += read;
                if (written > longest) {
                    throw new DownloadException(
                            name() + ": more comes than " + ByteCount.text(longest) + ", which it should have",
                            Retry.NEXT_DAY);
                }
                if (written - looked >= BETWEEN_LOOKS_AT_THE_DISK) {
                    looked = written;
                    requireRoom();
                }
                if (!pace.isKept(read)) {
                    throw new DownloadException(
                            name() + ": less than " + LEAST_BYTES_A_SECOND + " bytes a second come", Retry.SOON);
                }
                var left = ByteBuffer.wrap(buffer, 0, read);
                while (left.hasRemaining()) {
                    file.write(left);
                }
                sha256.update(buffer, 0, read);
                progress.accept(read);
            }
            if (answer.contentLength().isPresent() && answer.contentLength().getAsLong() != written) {
                throw new DownloadException(
                        name() + ": " + written + " bytes have come of "
                                + answer.contentLength().getAsLong(),
                        Retry.SOON);
            }
            file.force(true);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void requireRoom() throws DownloadException {
        if (free.getAsLong() <= 0) {
            throw new DownloadException(name() + ": the disk is full", Retry.SOON);
        }
    }

    private static boolean isGzip(byte[] buffer, long before, int read) {
        return (before > 0 || buffer[0] == (byte) 0x1f)
                && (read + before < 2 || buffer[(int) (1 - before)] == (byte) 0x8b);
    }

    void delete() {
        try {
            Files.deleteIfExists(path());
        } catch (IOException e) {
            // Its name says that it is not whole.
        }
    }

    /** Finds a connection that trickles. For one thread. */
    private static final class Pace {

        private final long window;
        private long start = System.nanoTime();
        private long bytes;

        Pace(Duration window) {
            this.window = window.toNanos();
        }

        boolean isKept(int read) {
            bytes += read;
            long now = System.nanoTime();
            if (now - start < window) {
                return true;
            }
            boolean kept = bytes
                    >= LEAST_BYTES_A_SECOND * Duration.ofNanos(now - start).toSeconds();
            start = now;
            bytes = 0;
            return kept;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
