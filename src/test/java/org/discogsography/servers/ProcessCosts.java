package org.discogsography.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and all that it has started have cost so far, as Linux counts it in {@code /proc}. Elsewhere all is 0.
 *
 * @param cpuSeconds CPU time, also of children that have ended
 * @param peakBytes the most physical memory that each process has had at any time, added up. Memory that processes share counts for each.
 */
public record ProcessCosts(double cpuSeconds, long peakBytes) {

    private static final Path PROCESSES = Path.of("/proc");
    private static final double TICKS_PER_SECOND = 100;
    /** Fields of {@code /proc/<pid>/stat} after the command's name: its own ticks, and those of its ended children. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    public static ProcessCosts of(ProcessHandle root) {
        double cpuSeconds = 0;
        long peakBytes = 0;
        for (ProcessHandle process : tree(root)) {
            cpuSeconds += cpuSeconds(read(process, "stat"));
            peakBytes += bytes(read(process, "status"), "VmHWM");
        }
        return new ProcessCosts(cpuSeconds, peakBytes);
    }

    /** The costs of both. */
    public ProcessCosts plus(ProcessCosts other) {
        return new ProcessCosts(cpuSeconds + other.cpuSeconds, peakBytes + other.peakBytes);
    }

    /** The physical memory that it and all that it has started have now. What processes share counts once. */
    public static long residentBytes(ProcessHandle root) {
        long bytes = 0;
        for (ProcessHandle process : tree(root)) {
            bytes += bytes(read(process, "smaps_rollup"), "Pss");
        }
        return bytes;
    }

    /** From the content of {@code /proc/<pid>/stat}; 0 if that is empty. */
    static double cpuSeconds(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        // The command's name may have spaces and brackets.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = FIRST; field <= LAST; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** The value of a line such as {@code VmHWM:   123 kB}; 0 if there is none. */
    static long bytes(String lines, String name) {
        return lines.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
                .findFirst()
                .orElse(0);
    }

    private static Iterable<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(
                    PROCESSES.resolve(Long.toString(process.pid())).resolve(file));
        } catch (IOException e) {
            return ""; // It has just ended; its parent's ended children have its CPU time.
        }
    }
}
