package org.discogsography.extractor.download;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of downloads beyond a restart.
 *
 * @param asked when Discogs was asked last
 * @param notBefore until when Discogs has asked for a pause
 * @param nextLook when to look for a new dump again
 * @param failures consecutive ones
 * @param begun looks that have begun since the last that came to an end, good or bad: the program was ended in the middle of them
 * @param files the files that were downloaded, by name
 */
record DownloadState(
        Optional<Instant> asked,
        Optional<Instant> notBefore,
        Optional<Instant> nextLook,
        int failures,
        int begun,
        Map<String, Downloaded> files) {

    static final DownloadState NONE =
            new DownloadState(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, Map.of());

    /**
     * A file as it was when it had been downloaded. One of another size, time or folder is somebody's own.
     *
     * @param path absolute
     * @param modified in milliseconds
     */
    record Downloaded(String path, long size, long modified) {

        static Downloaded of(Path file) {
            return of(file, file);
        }

        /** What is about to get this name. */
        static Downloaded of(Path file, Path content) {
            return new Downloaded(
                    file.toAbsolutePath().normalize().toString(),
                    content.toFile().length(),
                    content.toFile().lastModified());
        }
    }

    DownloadState {
        files = Map.copyOf(files);
    }

    DownloadState askedAt(Instant now) {
        return new DownloadState(Optional.of(now), notBefore, nextLook, failures, begun, files);
    }

    /** A look begins; if the program is ended in the middle of it, the next one is not before this. */
    DownloadState begins(Instant next) {
        return new DownloadState(asked, notBefore, Optional.of(next), failures, begun + 1, files);
    }

    /** Nothing went wrong. */
    DownloadState looked(Instant next) {
        return new DownloadState(asked, Optional.empty(), Optional.of(next), 0, 0, files);
    }

    DownloadState failed(Optional<Instant> pause, Instant next) {
        return new DownloadState(
                asked, pause.isPresent() ? pause : notBefore, Optional.of(next), failures + 1, 0, files);
    }

    DownloadState with(String name, Downloaded file) {
        var more = new TreeMap<>(files);
        more.put(name, file);
        return new DownloadState(asked, notBefore, nextLook, failures, begun, more);
    }

    DownloadState without(String name) {
        var less = new TreeMap<>(files);
        less.remove(name);
        return new DownloadState(asked, notBefore, nextLook, failures, begun, less);
    }
}
