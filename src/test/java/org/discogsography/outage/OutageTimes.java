package org.discogsography.outage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one outage cost, as a line of the table that is made of all of them. Not safe for use by several threads. */
final class OutageTimes {

    private static final Logger LOG = LoggerFactory.getLogger(OutageTimes.class);

    private static final Path REPORT = Path.of("target", "drill.md");

    private final String outage;
    private final Instant began = Instant.now();
    private final Map<Server, Duration> found = new TreeMap<>();
    private final Map<Server, Duration> recovered = new TreeMap<>();
    private Instant ended = began;

    OutageTimes(String outage) {
        this.outage = outage;
    }

    /** When the program has noticed. */
    void found(Map<Server, Instant> times) {
        times.forEach((server, when) -> found.put(server, Duration.between(began, when)));
    }

    /** The servers are back. */
    void ended() {
        ended = Instant.now();
    }

    /** More has been stored than before. */
    void recovered(Server server) {
        recovered.put(server, Duration.between(ended, Instant.now()));
    }

    void log() {
        String line = "| %s | %s | %s | %s |"
                .formatted(outage, inSeconds(found), seconds(Duration.between(began, ended)), inSeconds(recovered));
        LOG.info("| outage | found after | lasted | storing again after |\n{}", line);
        if (Drill.isOn()) {
            report(line);
        }
    }

    /** Several JVMs write it, a line at once. */
    private static void report(String line) {
        try {
            Files.createDirectories(REPORT.getParent());
            try {
                Files.writeString(
                        REPORT,
                        "| outage | found after | lasted | storing again after |\n| --- | --- | --- | --- |\n",
                        StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                // Its head is there, then.
            }
            Files.writeString(REPORT, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inSeconds(Map<Server, Duration> times) {
        if (times.isEmpty()) {
            return "-";
        }
        var words = new java.util.StringJoiner(", ");
        times.forEach((server, time) -> words.add(server.word() + " " + seconds(time)));
        return words.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
