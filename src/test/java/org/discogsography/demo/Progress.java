package org.discogsography.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.extractor.Extraction;
import org.discogsography.servers.Program;

/**
 * Shows the progress of each service. A terminal has a table that changes in its place, with a column for each type; elsewhere it is
 * one plain line every few seconds.
 */
final class Progress {

    private static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator");
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

    private record Sample(long nanos, long records) {}

    /** How many records a service has done, of each type. */
    record Part(String service, Map<DataType, Long> done, long perSecond) {

        long sum() {
            return Progress.sum(done);
        }
    }

    private final Screen screen;
    private final Program program;
    private final Map<DataType, Long> inFiles;
    private final long start = System.nanoTime();
    private final Map<String, Deque<Sample>> samples = new HashMap<>();
    private long printedAt = Long.MIN_VALUE;

    /** @param inFiles number of records in each file */
    Progress(Screen screen, Program program, Map<DataType, Long> inFiles) {
        this.screen = screen;
        this.program = program;
        this.inFiles = new EnumMap<>(inFiles);
    }

    /** Shows the progress if it is time, and in any case if {@code last} is set. */
    void show(boolean last) {
        long now = System.nanoTime();
        boolean due =
                screen.isTerminal() || last || printedAt == Long.MIN_VALUE || now - printedAt > BETWEEN_LINES.toNanos();
        if (!due) {
            return;
        }
        printedAt = now;
        var time = Duration.ofNanos(now - start);
        List<Part> parts = new ArrayList<>();
        for (String service : SERVICES) {
            Map<DataType, Long> done = done(service);
            parts.add(new Part(service, done, rate(service, now, sum(done))));
        }
        if (screen.isTerminal()) {
            screen.show(table(time, parts, inFiles));
        } else {
            screen.print(line(time, parts, inFiles));
        }
    }

    static List<String> table(Duration time, List<Part> parts, Map<DataType, Long> inFiles) {
        List<String> lines = new ArrayList<>();
        lines.add(TableFormatter.row(TableFormatter.time(time), 13, DataType::plural) + "  per s");
        for (Part part : parts) {
            lines.add(TableFormatter.row(
                            part.service(),
                            13,
                            type -> cell(part.done().getOrDefault(type, 0L), inFiles.getOrDefault(type, 0L)))
                    + String.format("%7s", TableFormatter.number(part.perSecond())));
        }
        return lines;
    }

    static String line(Duration time, List<Part> parts, Map<DataType, Long> inFiles) {
        var line = new StringBuilder(String.format("%-5s", TableFormatter.time(time)));
        for (Part part : parts) {
            line.append("  ").append(part.service()).append(' ').append(percent(part.sum(), sum(inFiles)));
            if (part.perSecond() > 0) {
                line.append(' ').append(TableFormatter.number(part.perSecond())).append("/s");
            }
        }
        return line.toString();
    }

    private static String cell(long done, long all) {
        // What has come twice is counted in the summary.
        return TableFormatter.number(Math.min(done, all)) + (done < all ? " " + percent(done, all) : " all");
    }

    /** 100% only if nothing is left. */
    private static String percent(long done, long all) {
        return (done >= all ? 100 : done * 100 / all) + "%";
    }

    /** The fraction of all records that a service has settled, from 0 to 1. */
    double part(String service) {
        long all = sum(inFiles);
        return all == 0 ? 1 : (double) sum(done(service)) / all;
    }

    private static long sum(Map<DataType, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<DataType, Long> done(String service) {
        Extraction extraction = program.extraction();
        Map<DataType, Long> done = new EnumMap<>(DataType.class);
        extraction.files().forEach(file -> {
            DataType type = file.file().type();
            done.put(
                    type,
                    service.equals("extractor")
                            ? file.published()
                            : program.records().settled(new ConsumerQueue(service, type)));
        });
        return done;
    }

    /** Records per second, over the last seconds. */
    private long rate(String service, long now, long total) {
        Deque<Sample> window = samples.computeIfAbsent(service, ignored -> new ArrayDeque<>());
        window.addLast(new Sample(now, total));
        while (window.size() > 2 && now - window.peekFirst().nanos > WINDOW.toNanos()) {
            window.removeFirst();
        }
        Sample first = window.peekFirst();
        double seconds = (now - first.nanos) / 1e9;
        return seconds == 0 ? 0 : Math.round((total - first.records) / seconds);
    }
}
