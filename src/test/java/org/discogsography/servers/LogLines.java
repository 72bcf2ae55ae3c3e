package org.discogsography.servers;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class has logged since this was made. */
public final class LogLines implements AutoCloseable {

    private final Logger logger;
    private final String beginning;
    private final List<ILoggingEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private LogLines(Logger logger, String beginning) {
        this.logger = logger;
        this.beginning = beginning;
        appender.list = events;
        appender.start();
        logger.addAppender(appender);
    }

    public static LogLines of(Class<?> type) {
        return of(type, "");
    }

    /** Those that begin so: what another test has left to itself in this JVM may still log something. */
    public static LogLines of(Class<?> type, String beginning) {
        return new LogLines((Logger) LoggerFactory.getLogger(type), beginning);
    }

    /** Of a class that cannot be seen from here. */
    public static LogLines of(String type) {
        return new LogLines((Logger) LoggerFactory.getLogger(type), "");
    }

    public List<String> lines() {
        synchronized (events) {
            return events.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(line -> line.startsWith(beginning))
                    .toList();
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
