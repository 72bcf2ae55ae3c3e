package org.discogsography.extractor;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The progress of extracting one dump, as saved on disk.
 *
 * @param version the dump's date
 * @param startedAt start of the first run
 * @param completedAt when the broker had confirmed all messages of the dump; empty until then
 * @param files the files begun so far, by name
 */
record ExtractionProgress(
        String version, Instant startedAt, Optional<Instant> completedAt, Map<String, FileProgress> files) {

    /**
     * The progress of one file.
     *
     * @param complete whether the broker has confirmed its {@code file_complete}
     */
    record FileProgress(FileIdentity identity, Checkpoint checkpoint, boolean complete) {}

    ExtractionProgress {
        files = Map.copyOf(files);
    }

    static ExtractionProgress begun(String version, Instant now) {
        return new ExtractionProgress(version, now, Optional.empty(), Map.of());
    }

    /** A copy with a file's new progress. The dump is not complete then. */
    ExtractionProgress with(String name, FileProgress file) {
        var more = new TreeMap<>(files);
        more.put(name, file);
        return new ExtractionProgress(version, startedAt, Optional.empty(), more);
    }

    ExtractionProgress completed(Instant now) {
        return new ExtractionProgress(version, startedAt, Optional.of(now), files);
    }

    /** The progress of this file; empty if there is none, or if the file has been replaced. */
    Optional<FileProgress> file(String name, FileIdentity identity) {
        return Optional.ofNullable(files.get(name))
                .filter(file -> file.identity().equals(identity));
    }
}
