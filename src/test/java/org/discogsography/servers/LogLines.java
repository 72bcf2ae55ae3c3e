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
    private final List<ILoggingEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private LogLines(Logger logger) {
        this.logger = logger;
        appender.list = events;
        appender.start();
        logger.addAppender(appender);
    }

    public static LogLines of(Class<?> type) {
        return of(type.getName());
    }

    /** Of a class that cannot be seen from here. */
    public static LogLines of(String type) {
        return new LogLines((Logger) LoggerFactory.getLogger(type));
    }

    public List<String> lines() {
        synchronized (events) {
            return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
