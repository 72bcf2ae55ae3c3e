package org.discogsography.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.loads.Load;
import org.discogsography.outage.DurationText;

/** Loads for reading: a line for each, in columns. */
final class LoadTable {

    private static final List<String> HEAD = List.of(
            "service",
            "version",
            "type",
            "state",
            "records",
            "added",
            "changed",
            "unchanged",
            "removed",
            "rejected",
            "dead letters",
            "started",
            "took");

    private static final int FIRST_NUMBER = HEAD.indexOf("records");
    private static final int LAST_NUMBER = HEAD.indexOf("dead letters");

    private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));

    /** @param waiting what waits in the queues; empty if the broker cannot be asked */
    void add(String service, List<Load> loads, Optional<Backlog.Waiting> waiting) {
        for (Load load : loads) {
            // Dead letters are counted by type: the newest load is the one that lacks them.
            boolean isNewest = loads.stream().noneMatch(other -> other.isNewerThan(load));
            String deadLetters = !isNewest
                    ? "-"
                    : waiting.map(all -> all.dead().get(new ConsumerQueue(service, load.type())))
                            .map(LoadTable::number)
                            .orElse("?");
            rows.add(List.of(
                    service,
                    load.version(),
                    load.type().plural(),
                    load.state().word() + (load.state().isSettled() && !load.removalDone() ? ", removing" : ""),
                    number(load.records()),
                    number(load.added()),
                    number(load.changed()),
                    number(load.unchanged()),
                    number(load.removed()),
                    number(load.rejected()),
                    deadLetters,
                    load.startedAt() == null
                            ? "-"
                            : load.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    load.startedAt() == null || load.completedAt() == null
                            ? "-"
                            : DurationText.time(Duration.between(load.startedAt(), load.completedAt()))));
        }
    }

    private static String number(Long number) {
        return number == null ? "-" : String.format(Locale.ROOT, "%,d", number);
    }

    void printTo(PrintWriter out) {
        if (rows.size() == 1) {
            out.println("no loads");
            return;
        }
        String format = IntStream.range(0, HEAD.size())
                .mapToObj(column -> "%"
                        + (column >= FIRST_NUMBER && column <= LAST_NUMBER ? "" : "-")
                        + rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(1)
                        + "s")
                .collect(Collectors.joining("  "));
        rows.forEach(row -> out.println(format.formatted(row.toArray()).stripTrailing()));
    }
}
