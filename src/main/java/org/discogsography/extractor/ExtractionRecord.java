package org.discogsography.extractor;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the extraction of one dump has come, as it is kept on disk.
 *
 * @param version the dump's date
 * @param startedAt when its first run began
 * @param completedAt when the broker had confirmed that all of it is published; empty until then
 * @param files those that were begun, by name
 */
record ExtractionRecord(
        String version, Instant startedAt, Optional<Instant> completedAt, Map<String, FileRecord> files) {

    /**
     * How far one file has come.
     *
     * @param complete whether the broker has confirmed the announcement of its end as well
     */
    record FileRecord(FileIdentity identity, Position position, boolean complete) {}

    ExtractionRecord {
        files = Map.copyOf(files);
    }

    static ExtractionRecord begun(String version, Instant now) {
        return new ExtractionRecord(version, now, Optional.empty(), Map.of());
    }

    /** With a file that has come further, or is another than it was. The dump is not complete then. */
    ExtractionRecord with(String name, FileRecord file) {
        var more = new TreeMap<>(files);
        more.put(name, file);
        return new ExtractionRecord(version, startedAt, Optional.empty(), more);
    }

    ExtractionRecord completed(Instant now) {
        return new ExtractionRecord(version, startedAt, Optional.of(now), files);
    }

    /** What is known of this very file; empty where nothing is, or where it was another. */
    Optional<FileRecord> file(String name, FileIdentity identity) {
        return Optional.ofNullable(files.get(name))
                .filter(file -> file.identity().equals(identity));
    }
}
