package org.discogsography;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.PrintStream;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.slf4j.LoggerFactory;

/**
 * Runs one command, from its settings to its exit code. What it prints is its result and nothing else.
 *
 * @param out for the result
 * @param err for one line on why there is none, or none yet
 */
record CommandRun(PrintStream out, PrintStream err) {

    /**
     * Runs it.
     *
     * @return the exit code: 0, or 1 where it failed
     * @throws SettingException where a setting makes no sense
     */
    int of(Command command, Settings settings) {
        try (var queues = new DeadLetterQueues(settings)) {
            queues.onAlarm(reason -> err.println("RabbitMQ at " + queues.address() + ": takes nothing for now ("
                    + reason + "); waiting until it does"));
            return run(command, queues);
        }
    }

    private int run(Command command, DeadLetterQueues queues) {
        try {
            command.run(queues, out);
            return 0;
        } catch (Exception e) {
            // The client's own exceptions are of many kinds, checked and not.
            err.println("RabbitMQ at " + queues.address() + ": " + reason(e)
                    + "; dead letters that were not replayed are where they were");
            return 1;
        }
    }

    /** A log of connections that come and go would stand between the lines of the result. */
    static void silenceLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLoggerList().stream()
                    .filter(logger -> logger.getLevel() != null)
                    .forEach(logger -> logger.setLevel(Level.OFF));
        }
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return reason.replaceAll("\\s+", " ");
    }
}
