package org.discogsography.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Keeps what the program logs: its warnings, and what it says about its servers. It is printed between two updates of the progress. */
final class OutageLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Logger program = (Logger) LoggerFactory.getLogger("org.discogsography");
    private final Logger servers = (Logger) LoggerFactory.getLogger("org.discogsography.outage");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private volatile String failure; // null: none

    OutageLines() {
        servers.setLevel(Level.INFO);
        program.setAdditive(false);
        program.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        var time = LocalTime.ofInstant(event.getInstant(), ZoneId.systemDefault());
        String message = event.getFormattedMessage().lines().findFirst().orElse("");
        String line = TIME.format(time) + "  " + message;
        lines.add("  " + line);
        String from = event.getLoggerName();
        if (failure == null
                && event.getLevel().isGreaterOrEqual(Level.WARN)
                && (from.startsWith(servers.getName()) || from.startsWith("org.discogsography.broker"))) {
            failure = line;
        }
    }

    /**
     * Why only what the stores hold can be compared, in one sentence: a server has failed, if only once, as on a busy machine, and
     * messages may have been delivered again. Empty if none has.
     */
    Optional<String> doubt() {
        return Optional.ofNullable(failure)
                .map(first -> "A server has failed (" + first
                        + "). Messages may have come twice, so what the stores hold is compared"
                        + " with the files, and how often each message was counted is not.");
    }

    /** Removes and returns the lines. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            taken.add(line);
        }
        return taken;
    }

    @Override
    public void close() {
        program.detachAppender(this);
        program.setAdditive(true);
        servers.setLevel(null);
    }
}
