package org.discogsography.loads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.discogsography.outage.DurationText;

/** The lines about loads in the log. */
final class LoadReport {

    private LoadReport() {}

    /** Why a load is incomplete: both numbers, and what is missing. */
    static String incomplete(Load load, long stored, long deadLetters) {
        List<String> missing = new ArrayList<>();
        if (load.rejected() != null && load.rejected() > 0) {
            missing.add(number(load.rejected()) + " rejected by the extractor");
        }
        missing.add(
                deadLetters == LoadQueues.UNKNOWN
                        ? "dead letters could not be counted"
                        : number(deadLetters) + " dead letters of this type");
        if (Long.valueOf(0).equals(load.records())) {
            return "incomplete: the dump has no record of this type, and the store has older ones; nothing is removed";
        }
        return "incomplete: the store holds " + number(stored) + " of " + number(load.records()) + " records, "
                + String.join(", ", missing) + "; nothing is removed";
    }

    /** Why an older load can never become complete. */
    static String superseded(Load load) {
        return "incomplete, with " + number(load.records()) + " records: a newer version was loaded first";
    }

    /** What a settled load has done to the store. */
    static String done(Load load) {
        var text = new StringBuilder(load.state().word());
        text.append(": ").append(number(load.records())).append(" records");
        if (load.added() != null) {
            text.append(", ")
                    .append(number(load.added()))
                    .append(" added, ")
                    .append(number(load.changed()))
                    .append(" changed, ")
                    .append(number(load.unchanged()))
                    .append(" unchanged");
        }
        text.append(", ").append(number(load.removed())).append(" removed");
        if (load.rejected() != null) {
            text.append(", ").append(number(load.rejected())).append(" rejected");
        }
        if (load.startedAt() != null && load.completedAt() != null) {
            text.append("; it took ").append(DurationText.time(Duration.between(load.startedAt(), load.completedAt())));
        }
        return text.toString();
    }

    private static String number(Long number) {
        return number == null ? "an unknown number of" : String.format(Locale.ROOT, "%,d", number);
    }
}
