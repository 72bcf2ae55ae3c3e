package org.discogsography.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A random sequence of faults of every server, and of kills of the program, each one's own, so that they overlap. The same seed
 * and time make the same plan.
 *
 * @param servers what happens to each server, one after the other
 * @param kills how long the program is left alive before each of its kills
 */
record OutagePlan(Map<Server, List<Step>> servers, List<Duration> kills) {

    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final int SHORTEST_MILLIS = 1_000;
    private static final int LONGEST_MILLIS = 8_000;

    /** A fault after a time of peace. */
    record Step(Duration peace, Fault fault, Duration time) {

        @Override
        public String toString() {
            return DurationText.time(peace) + " peace, " + fault + " " + DurationText.time(time);
        }
    }

    static OutagePlan random(long seed, Duration time) {
        var random = new Random(seed);
        Map<Server, List<Step>> servers = new EnumMap<>(Server.class);
        for (Server server : Server.values()) {
            List<Step> steps = new ArrayList<>();
            for (long left = time.toMillis(); left > 0; ) {
                var step = new Step(
                        Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS)),
                        FAULTS.get(random.nextInt(FAULTS.size())),
                        Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS)));
                steps.add(step);
                left -= step.peace().plus(step.time()).toMillis();
            }
            servers.put(server, steps);
        }
        List<Duration> kills = new ArrayList<>();
        for (long left = time.toMillis(); left > 0; ) {
            var alive = Duration.ofMillis(5_000 + random.nextInt(15_000));
            kills.add(alive);
            left -= alive.toMillis();
        }
        return new OutagePlan(servers, kills);
    }

    @Override
    public String toString() {
        return servers.entrySet().stream()
                        .map(of -> of.getKey() + ": "
                                + of.getValue().stream().map(Step::toString).collect(Collectors.joining("; ")))
                        .collect(Collectors.joining("\n"))
                + "\nprogram killed after "
                + kills.stream().map(DurationText::time).collect(Collectors.joining(", "));
    }
}
