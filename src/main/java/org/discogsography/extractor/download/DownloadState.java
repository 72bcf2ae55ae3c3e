package org.discogsography.extractor.download;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What is known of downloads beyond a restart.
 *
 * @param files the files that were downloaded, by name; also by the name that one has until it is whole
 * @param loaded the newest version of which all has been published, and all messages have been taken from their queues since
 */
record DownloadState(Asking asking, Map<String, Downloaded> files, Optional<String> loaded) {

    static final DownloadState NONE = new DownloadState(Asking.NEVER, Map.of(), Optional.empty());

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

    DownloadState asking(UnaryOperator<Asking> change) {
        return new DownloadState(change.apply(asking), files, loaded);
    }

    DownloadState loaded(String version) {
        return new DownloadState(asking, files, Optional.of(version));
    }

    /** Whether a file was downloaded here, and is as it was then. */
    boolean isDownloaded(Path file) {
        String name = String.valueOf(file.getFileName());
        Downloaded now = Downloaded.of(file);
        return now.equals(files.get(name)) || now.equals(files.get(name + PartFile.SUFFIX));
    }

    /** A file that is whole is about to get its name. Until then one that was downloaded before may have it. */
    DownloadState renaming(String name, Downloaded file) {
        return with(name + PartFile.SUFFIX, file);
    }

    DownloadState with(String name, Downloaded file) {
        var more = new TreeMap<>(files);
        more.put(name, file);
        return new DownloadState(asking, more, loaded);
    }

    DownloadState without(String name) {
        var less = new TreeMap<>(files);
        less.remove(name);
        return new DownloadState(asking, less, loaded);
    }

    /** Forgets all names of a file. */
    DownloadState deleted(String name) {
        return without(name).without(name + PartFile.SUFFIX);
    }
}
