package org.discogsography.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.ProcessCosts;

/**
 * One load of an installation, from the moment at which the dump's files are there until each store has all records of it.
 *
 * @param records of each type
 * @param samples how much each service had settled of each type, by service
 * @param cpuSeconds of the load alone, by process
 * @param cpuSecondsAfterTables of that, what was used when the tables were complete already and the graph was not: the search learns the
 *     records then
 * @param peakBytes the most memory since the start of the servers, by process
 */
record LoadRun(
        Map<DataType, Long> records,
        Map<String, Map<DataType, List<Tenths.Sample>>> samples,
        Map<String, Double> cpuSeconds,
        Map<String, Double> cpuSecondsAfterTables,
        Map<String, Long> peakBytes,
        Installation.Volumes before,
        Installation.Volumes after) {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofHours(12);

    /** One sample in so many is of memory too: that costs more. */
    private static final int MEMORY_EVERY = 20;

    /** Publishes a dump as one of this version, and waits until it is loaded. */
    static LoadRun of(Installation installation, List<String> services, SampleDump.Written dump, String version)
            throws Exception {
        Map<String, Map<DataType, Long>> already = new LinkedHashMap<>();
        Map<String, Map<DataType, List<Tenths.Sample>>> samples = new LinkedHashMap<>();
        for (String service : services) {
            already.put(service, installation.settled(service));
            Map<DataType, List<Tenths.Sample>> types = new EnumMap<>(DataType.class);
            for (DataType type : DataType.values()) {
                types.put(type, new ArrayList<>(List.of(new Tenths.Sample(0, 0))));
            }
            samples.put(service, types);
        }
        Installation.Volumes volumes = installation.volumes();
        Map<String, ProcessCosts> before = installation.costs();
        Map<String, ProcessCosts> atTables = new LinkedHashMap<>();
        long[] postgresBytes = new long[1];
        int[] turns = new int[1];
        long began = System.nanoTime();
        installation.publish(dump, version);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .until(() -> {
                    if (turns[0]++ % MEMORY_EVERY == 0) {
                        postgresBytes[0] = Math.max(postgresBytes[0], installation.postgresBytes());
                    }
                    boolean loaded = true;
                    for (String service : services) {
                        boolean stillLoads = false;
                        Map<DataType, Long> settled = installation.settled(service);
                        double seconds = (System.nanoTime() - began) / 1e9;
                        for (DataType type : DataType.values()) {
                            long stored =
                                    settled.get(type) - already.get(service).get(type);
                            samples.get(service).get(type).add(new Tenths.Sample(seconds, stored));
                            stillLoads |= stored < dump.counts().get(type);
                        }
                        if (service.equals(Installation.TABLEINATOR) && !stillLoads && atTables.isEmpty()) {
                            atTables.putAll(installation.costs());
                        }
                        loaded &= !stillLoads;
                    }
                    return loaded;
                });
        Map<String, Double> cpuSeconds = new LinkedHashMap<>();
        Map<String, Double> cpuSecondsAfterTables = new LinkedHashMap<>();
        Map<String, Long> peakBytes = new LinkedHashMap<>();
        installation.costs().forEach((name, costs) -> {
            cpuSeconds.put(name, costs.cpuSeconds() - before.get(name).cpuSeconds());
            cpuSecondsAfterTables.put(
                    name, costs.cpuSeconds() - atTables.get(name).cpuSeconds());
            peakBytes.put(name, name.equals(Installation.POSTGRES) ? postgresBytes[0] : costs.peakBytes());
        });
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> installation.isComplete(version));
        return new LoadRun(
                dump.counts(), samples, cpuSeconds, cpuSecondsAfterTables, peakBytes, volumes, installation.volumes());
    }

    long total() {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The samples of a service, all types together. */
    List<Tenths.Sample> all(String service) {
        var types = samples.get(service);
        List<Tenths.Sample> all = new ArrayList<>();
        for (int i = 0; i < types.get(DataType.RELEASES).size(); i++) {
            long stored = 0;
            for (List<Tenths.Sample> type : types.values()) {
                stored += type.get(i).stored();
            }
            all.add(new Tenths.Sample(types.get(DataType.RELEASES).get(i).seconds(), stored));
        }
        return all;
    }

    /** How long a service took for all records. */
    double seconds(String service) {
        return Tenths.seconds(all(service), total());
    }

    /** How long the slowest service took. */
    double seconds() {
        return samples.keySet().stream().mapToDouble(this::seconds).max().orElseThrow();
    }

    Tenths tenths(String service) {
        return Tenths.of(all(service), total());
    }

    Tenths releases(String service) {
        return Tenths.of(samples.get(service).get(DataType.RELEASES), records.get(DataType.RELEASES));
    }

    double allCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
