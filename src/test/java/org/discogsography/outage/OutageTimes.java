package org.discogsography.outage;

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
        LOG.info(
                "| {} | found {} | lasted {} | storing again after {} |",
                outage,
                inSeconds(found),
                seconds(Duration.between(began, ended)),
                inSeconds(recovered));
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
