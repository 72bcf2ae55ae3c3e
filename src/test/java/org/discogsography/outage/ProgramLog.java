package org.discogsography.outage;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.discogsography.program.JarProcess;

/** What a program has said of its servers, and when. */
record ProgramLog(JarProcess program) {

    private static final int TIMESTAMP = "2026-08-01T00:00:00.000".length();

    private static final Pattern OF_OUTAGES = Pattern.compile(
            "(INFO|WARN) +(BreakerLog|ServerWatch|ConnectionState|RedeliveryListener|RequeueBatch|SendDeadLetters|DeadLetterOutbox) ");

    /** A line, and its time by this machine's clock. */
    record Line(LocalDateTime time, String text) {}

    /** The line that says that it tries to connect to a server for the first time. */
    Optional<Line> connecting(Server server) {
        return first("INFO", server, LocalDateTime.MIN, "connecting (attempt 1/");
    }

    /** The first line since then that warns of a server. */
    Optional<Line> warning(Server server, LocalDateTime since) {
        return first("WARN", server, since, "");
    }

    /** The first line since then that says that its breaker has opened. */
    Optional<Line> opening(Server server, LocalDateTime since) {
        return first("WARN", server, since, "breaker OPEN");
    }

    /** All that an operator reads of outages since then. */
    String outages(LocalDateTime since) {
        return program.out()
                .lines()
                .filter(line ->
                        line.length() > TIMESTAMP && OF_OUTAGES.matcher(line).find())
                .filter(line ->
                        !LocalDateTime.parse(line.substring(0, TIMESTAMP)).isBefore(since))
                .collect(Collectors.joining("\n"));
    }

    private Optional<Line> first(String level, Server server, LocalDateTime since, String words) {
        return program.out()
                .lines()
                .filter(line -> line.length() > TIMESTAMP
                        && line.startsWith(" " + level + " ", TIMESTAMP)
                        && line.contains(" " + server.word() + ": " + words))
                .map(line -> new Line(LocalDateTime.parse(line.substring(0, TIMESTAMP)), line))
                .filter(line -> !line.time().isBefore(since))
                .findFirst();
    }
}
