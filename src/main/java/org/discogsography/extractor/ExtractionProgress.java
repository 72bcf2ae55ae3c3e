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
     * @param content which of the contents that were published under the file's name this is
     * @param complete whether the broker has confirmed its {@code file_complete}
     * @param distinctIds number of different ids among its published records; 0 until it is complete
     * @param announced whether the broker has confirmed an {@code extraction_complete} that names its type
     */
    record FileProgress(
            FileIdentity identity,
            Content content,
            Checkpoint checkpoint,
            boolean complete,
            long distinctIds,
            boolean announced) {

        static FileProgress reading(FileIdentity identity, Content content, Checkpoint checkpoint) {
            return new FileProgress(identity, content, checkpoint, false, 0, false);
        }

        FileProgress asAnnounced() {
            return new FileProgress(identity, content, checkpoint, complete, distinctIds, complete);
        }

        /** The same, with the content's hash, which earlier releases did not keep. */
        FileProgress with(FileIdentity current, String sha256) {
            return new FileProgress(
                    current, new Content(sha256, content.revision()), checkpoint, complete, distinctIds, announced);
        }
    }

    /**
     * A file's content: Discogs sometimes replaces a file under the same name.
     *
     * @param sha256 in lower-case hex; empty in the progress that an earlier release has saved
     * @param revision 1 for the first content that was published under the name, then 2, 3, …
     */
    record Content(String sha256, int revision) {

        /** The version of its records: the dump's, with the revision from the second on. */
        String version(String dump) {
            return revision == 1 ? dump : dump + "-" + revision;
        }
    }

    ExtractionProgress {
        files = Map.copyOf(files);
    }

    static ExtractionProgress begun(String version, Instant now) {
        return new ExtractionProgress(version, now, Optional.empty(), Map.of());
    }

    /** A copy with a file's new progress. The dump is not complete then. */
    ExtractionProgress with(String name, FileProgress file) {
        return with(name, file, Optional.empty());
    }

    ExtractionProgress with(String name, FileProgress file, Optional<Instant> completed) {
        var more = new TreeMap<>(files);
        more.put(name, file);
        return new ExtractionProgress(version, startedAt, completed, more);
    }

    /** The same files, in an extraction that starts now. */
    ExtractionProgress begunAgain(Instant now) {
        return new ExtractionProgress(version, now, Optional.empty(), files);
    }

    /** A copy in which every complete file is announced. */
    ExtractionProgress announced() {
        var all = new TreeMap<>(files);
        all.replaceAll((name, file) -> file.asAnnounced());
        return new ExtractionProgress(version, startedAt, completedAt, all);
    }

    ExtractionProgress completed(Instant now) {
        return new ExtractionProgress(version, startedAt, Optional.of(now), files);
    }
}
