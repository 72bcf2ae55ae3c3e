package org.discogsography.outage;

import java.time.Duration;
import java.util.Locale;

/** Durations as log lines have them. */
public final class DurationText {

    private DurationText() {}

    /** {@code 0.8 s}, {@code 43 s}, {@code 2 min 5 s} or {@code 3 h 12 min}. */
    public static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
