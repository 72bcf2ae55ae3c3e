package org.discogsography.demo;

import java.io.PrintStream;
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
 * Prints the progress of each service with each type: done, left, records per second. In a terminal it redraws the lines;
 * otherwise it prints them every few seconds.
 */
final class Progress {

    private static final Duration WINDOW = Duration.ofSeconds(2);

    private record Sample(long nanos, long records) {}

    private final PrintStream out;
    private final boolean terminal;
    private final Program program;
    private final Map<DataType, Long> inFiles;
    private final long start = System.nanoTime();
    private final Map<String, Deque<Sample>> samples = new HashMap<>();
    private int drawn;
    private long printedAt = Long.MIN_VALUE;

    /** @param inFiles number of records in each file */
    Progress(PrintStream out, boolean terminal, Program program, Map<DataType, Long> inFiles) {
        this.out = out;
        this.terminal = terminal;
        this.program = program;
        this.inFiles = new EnumMap<>(inFiles);
    }

    /** Prints the progress if it is time, and in any case if {@code last} is set. */
    void show(boolean last) {
        long now = System.nanoTime();
        boolean due = terminal
                || last
                || printedAt == Long.MIN_VALUE
                || now - printedAt > Duration.ofSeconds(3).toNanos();
        if (!due) {
            return;
        }
        printedAt = now;
        List<String> lines = new ArrayList<>();
        lines.add(TableFormatter.heading(
                        String.format("%3d s", Duration.ofNanos(now - start).toSeconds())) + "         records/s");
        for (String service : List.of("extractor", "graphinator", "tableinator")) {
            Map<DataType, Long> done = done(service);
            long total = done.values().stream().mapToLong(Long::longValue).sum();
            lines.add(TableFormatter.line(
                            service, type -> cell(done.getOrDefault(type, 0L), inFiles.getOrDefault(type, 0L)))
                    + String.format("%18s", TableFormatter.number(rate(service, now, total))));
        }
        if (terminal && drawn > 0) {
            out.print("\033[" + drawn + "A");
        }
        lines.forEach(line -> out.println(terminal ? line + "\033[K" : line));
        if (!terminal) {
            out.println();
        }
        drawn = lines.size();
        out.flush();
    }

    /** Prints one line above the next update; null prints nothing. */
    void tell(String line) {
        if (line != null) {
            out.println(terminal ? line + "\033[K" : line);
            drawn = 0;
        }
    }

    /** The fraction of all records that a service has settled, from 0 to 1. */
    double part(String service) {
        long all = inFiles.values().stream().mapToLong(Long::longValue).sum();
        long done = done(service).values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? 1 : (double) done / all;
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

    private static String cell(long done, long all) {
        long left = Math.max(0, all - done);
        return TableFormatter.number(done) + (left == 0 ? " done" : " (" + TableFormatter.number(left) + " left)");
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
