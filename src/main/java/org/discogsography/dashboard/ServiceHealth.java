package org.discogsography.dashboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.discogsography.dump.DataType;

/**
 * The answer of a process to {@code GET /health}, as far as the dashboard shows it. What the process does not say is null or
 * empty.
 *
 * @param servers as the process sees them, by name in lower case
 * @param records how many records had which outcome: by service, type, outcome
 * @param stored how many records the stores hold, by service
 * @param download null if it downloads nothing
 */
record ServiceHealth(
        String status,
        List<String> services,
        String version,
        Long uptimeSeconds,
        List<String> reasons,
        Map<String, Server> servers,
        Map<String, Map<String, Map<String, Long>>> records,
        Map<String, Stored> stored,
        Extraction extraction,
        Download download) {

    /** The health of a process that does not answer. */
    static final ServiceHealth NONE = new ServiceHealth(null, null, null, null, null, null, null, null, null, null);

    ServiceHealth {
        services = orEmpty(services);
        reasons = orEmpty(reasons);
        servers = orEmpty(servers);
        records = orEmpty(records);
        stored = orEmpty(stored);
        extraction = Objects.requireNonNullElse(extraction, new Extraction(null, null, null));
    }

    /** Whether each server is up or down, by name. */
    Map<String, String> connections() {
        Map<String, String> connections = new HashMap<>();
        servers.forEach((name, server) -> connections.put(name, server.connection()));
        return connections;
    }

    /** A server that the process works with; {@code since}: as in ISO 8601. */
    record Server(String name, String connection, String since, String lastError, String breaker, boolean paused) {

        boolean isDown() {
            return "down".equals(connection);
        }
    }

    /** How many records a store holds, by type, and when they were counted, as in ISO 8601. */
    record Stored(Map<String, Long> records, String countedAt) {

        Stored {
            records = orEmpty(records);
        }
    }

    /**
     * What the process downloads.
     *
     * @param newest the newest whole dump that Discogs had at the last look
     * @param size of the file; null if it is not known
     * @param failure why the last try failed
     * @param nextLook when Discogs is asked next, as in ISO 8601
     */
    record Download(
            String state,
            String newest,
            String version,
            String file,
            long bytes,
            Long size,
            long bytesPerSecond,
            String failure,
            String nextLook) {}

    /** The dump that the process reads; {@code waitsFor}: the service whose queues are too full to go on, mostly null. */
    record Extraction(String version, List<DumpFile> files, String waitsFor) {

        Extraction {
            files = orEmpty(files);
        }
    }

    /** A file of the dump; {@code failure}: why it could not be read to its end. */
    record DumpFile(
            String name,
            String type,
            String state,
            long records,
            long rejected,
            long bytesRead,
            long bytes,
            String failure) {}

    /** How many records of a type had this outcome in a service. */
    long count(String service, DataType type, String outcome) {
        return records.getOrDefault(service, Map.of())
                .getOrDefault(type.plural(), Map.of())
                .getOrDefault(outcome, 0L);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
