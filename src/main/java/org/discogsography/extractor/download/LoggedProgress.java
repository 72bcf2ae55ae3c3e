package org.discogsography.extractor.download;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.slf4j.Logger;

/** Counts the bytes of a file, and logs a line a minute. For one thread. */
final class LoggedProgress implements LongConsumer {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Logger log;
    private final String name;
    private final DownloadProgress progress;
    private long logged = System.nanoTime();

    LoggedProgress(Logger log, String name, DownloadProgress progress) {
        this.log = log;
        this.name = name;
        this.progress = progress;
    }

    @Override
    public void accept(long bytes) {
        progress.received(bytes);
        long now = System.nanoTime();
        if (now - logged >= INTERVAL.toNanos()) {
            logged = now;
            log.info("{}: {}", name, text(progress.now()));
        }
    }

    /** {@code 3.2 GB of 9.1 GB, 12.3 MB/s}. */
    static String text(DownloadProgress.Moment moment) {
        return ByteCount.text(moment.bytes())
                + (moment.size().isPresent()
                        ? " of " + ByteCount.text(moment.size().getAsLong())
                        : "")
                + ", " + ByteCount.text(moment.bytesPerSecond()) + "/s";
    }
}
