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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Keeps what the program logs about its servers, to be printed between two updates of the progress. */
final class OutageLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.discogsography.outage");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    OutageLines() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        var time = LocalTime.ofInstant(event.getInstant(), ZoneId.systemDefault());
        lines.add("  " + TIME.format(time) + "  " + event.getFormattedMessage());
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
        logger.detachAppender(this);
    }
}
