package org.discogsography.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What loads of several sizes say of a full dump: a further record is taken to cost what those cost by which the largest load is larger than
 * the one before it. What every load pays once (planning, compiling) is not in that.
 *
 * @param loads at least one
 */
record Projection(List<Load> loads, int processors) {

    /** The records of a whole dump. */
    static final long FULL = 34_000_000;

    /** Past this share of all processors they are what limits. */
    private static final double BUSY = 0.85;

    private static final List<Integer> MACHINES = List.of(2, 4, 8, 16);

    /**
     * One load.
     *
     * @param records of all types
     * @param seconds until both stores had them
     * @param tablesSeconds until PostgreSQL had them
     * @param cpuSeconds by component
     * @param bytes on disk, by store
     */
    record Load(
            long records,
            double seconds,
            double tablesSeconds,
            Map<String, Double> cpuSeconds,
            Map<String, Long> bytes) {

        Load {
            cpuSeconds = Map.copyOf(cpuSeconds);
            bytes = Map.copyOf(bytes);
        }

        double allCpuSeconds() {
            return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        /** What it has more than a smaller one. */
        Load beyond(Load smaller) {
            return new Load(
                    records - smaller.records,
                    seconds - smaller.seconds,
                    tablesSeconds - smaller.tablesSeconds,
                    difference(cpuSeconds, smaller),
                    bytes.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    store -> Math.max(0, store.getValue() - smaller.bytes.get(store.getKey())))));
        }

        private static Map<String, Double> difference(Map<String, Double> larger, Load smaller) {
            return larger.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            component ->
                                    Math.max(0, component.getValue() - smaller.cpuSeconds.get(component.getKey()))));
        }
    }

    Projection {
        loads = loads.stream().sorted(Comparator.comparingLong(Load::records)).toList();
    }

    private Load largest() {
        return loads.get(loads.size() - 1);
    }

    /** Those records that only the largest load has; all of it if there is no other. */
    private Load further() {
        return loads.size() == 1 ? largest() : beyond(largest(), loads.get(loads.size() - 2));
    }

    /** If something else kept the smaller load from the processors, the difference may be less time than the work takes. */
    private Load beyond(Load larger, Load smaller) {
        Load beyond = larger.beyond(smaller);
        return new Load(
                beyond.records(),
                Math.max(beyond.seconds(), beyond.allCpuSeconds() / processors),
                beyond.tablesSeconds(),
                beyond.cpuSeconds(),
                beyond.bytes());
    }

    /** How long a full dump takes, if a further record goes on to cost what it has cost last. */
    double seconds() {
        return beyondLargest(largest().seconds(), further().seconds());
    }

    /** How long its work keeps all processors busy: no setting makes it faster than that on this machine. */
    double leastSeconds() {
        return beyondLargest(largest().allCpuSeconds(), further().allCpuSeconds()) / processors;
    }

    private double beyondLargest(double soFar, double further) {
        return soFar + further / further().records() * (FULL - largest().records());
    }

    /** The share of all processors that was at work for the last further records. */
    double busy() {
        return further().allCpuSeconds() / further().seconds() / processors;
    }

    /**
     * By which power of the number of records the time of a further record grows: 0 if it stays the same. Needs three loads.
     */
    double growth() {
        if (loads.size() < 3) {
            return 0;
        }
        Load before = loads.get(loads.size() - 2);
        Load first = loads.get(loads.size() - 3);
        Load earlier = beyond(before, first);
        double later = further().seconds() / further().records();
        double middle = Math.sqrt((double) largest().records() * before.records());
        double earlierMiddle = Math.sqrt((double) before.records() * first.records());
        return Math.log(later / (earlier.seconds() / earlier.records())) / Math.log(middle / earlierMiddle);
    }

    /** As {@link #seconds}, if the time of a further record goes on to grow as it has; the same if it has fallen. */
    double secondsWithGrowth() {
        double growth = Math.max(0, growth());
        double last = largest().records();
        double times = (Math.pow(FULL / last, growth + 1) - 1) / (growth + 1);
        return largest().seconds() + further().seconds() / further().records() * last * times;
    }

    /**
     * Records a second with so many processors, as busy as these were. The graph has one writer: for each record the graphinator and Neo4j have
     * to do their work one after the other, whatever else is idle.
     */
    double recordsPerSecond(int others) {
        Load further = further();
        return Math.min(
                others * busy() * further.records() / further.allCpuSeconds(),
                Math.max(graphLimit(), further.records() / further.seconds()));
    }

    private double graphLimit() {
        Load further = further();
        return further.records()
                / (further.cpuSeconds().getOrDefault(Installation.GRAPHINATOR, 0.0)
                        + further.cpuSeconds().getOrDefault(Installation.NEO4J, 0.0));
    }

    /** The result and how it was reached, a sentence each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Load further = further();
        String first = further.cpuSeconds().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        lines.add(
                loads.size() == 1
                        ? "There is only one size, so what every load pays once counts for each record: the projection is too high."
                        : say(
                                "From %,d to %,d records, a further one took %.0f µs, and %.0f µs of CPU time: %s.",
                                loads.get(loads.size() - 2).records(),
                                largest().records(),
                                1e6 * further.seconds() / further.records(),
                                1e6 * further.allCpuSeconds() / further.records(),
                                micros(further.cpuSeconds(), further.records())));
        lines.add(say(
                "%.0f %% of %d processors were busy; %s used most, %.0f %% of that. The tables were complete at %.0f %% of the largest load's time.",
                100 * busy(),
                processors,
                first,
                100 * further.cpuSeconds().get(first) / further.allCpuSeconds(),
                100 * largest().tablesSeconds() / largest().seconds()));
        lines.add(
                busy() >= BUSY
                        ? "So the processors limit: more of them help, and so does whatever makes " + first
                                + " cheaper."
                        : "So the processors do not limit: one part waits for another, or for the disk. "
                                + (largest().tablesSeconds() < BUSY * largest().seconds()
                                        ? "The graph is last, and its one writer with Neo4j is the longest chain."
                                        : "Both stores end at about the same time."));
        lines.add(say(
                "%,d records, at the same cost: %s, %,.0f records/s. With all processors always busy: %s.",
                FULL, hours(seconds()), FULL / seconds(), hours(leastSeconds())));
        if (loads.size() > 2) {
            lines.add(say(
                    "The time of a further record has grown with power %.2f of their number; if that goes on: %s.",
                    growth(), hours(secondsWithGrowth())));
        }
        lines.add(say(
                "With %s processors, as busy as these: %s records/s. Past %,.0f the graph's one writer would limit: for each record"
                        + " the graphinator and Neo4j work one after the other.",
                MACHINES.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                MACHINES.stream()
                        .map(others -> say("%,.0f", recordsPerSecond(others)))
                        .collect(Collectors.joining("; ")),
                graphLimit()));
        lines.add("On disk they would take "
                + largest().bytes().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(store -> say(
                                "%,.0f GB in %s",
                                beyondLargest(store.getValue(), further.bytes().get(store.getKey())) / 1e9,
                                store.getKey()))
                        .collect(Collectors.joining(" and "))
                + ". A cache that is smaller than that is not in this projection: measure it with a smaller cache.");
        return lines;
    }

    static String micros(Map<String, Double> seconds, long records) {
        return seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(component -> say("%s %.0f", component.getKey(), 1e6 * component.getValue() / records))
                .collect(Collectors.joining(", "));
    }

    private static String hours(double seconds) {
        return say("%.1f hours", seconds / 3_600);
    }

    private static String say(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
