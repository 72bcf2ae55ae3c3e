package org.discogsography.extractor.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that dumps are downloaded into. A file in it that was not downloaded here is somebody's own, and is neither replaced nor
 * deleted.
 */
record TargetFolder(Path path, long reserve, DownloadStateFile state) {

    private static final Logger LOG = LoggerFactory.getLogger(TargetFolder.class);

    /** The name of the file that whoever downloads has locked: in this folder, and in that of the state. */
    static final String LOCK = ".discogsography-download.lock";

    private static final Pattern PART =
            Pattern.compile("discogs_[0-9]{8}_((artists|labels|masters|releases)\\.xml\\.gz|CHECKSUM\\.txt)\\.part");

    /** Lets this process alone download into it; empty if another one does. Creates the folder if it is missing. */
    Optional<DownloadLock> lock() throws DownloadException {
        try {
            Files.createDirectories(path);
            return DownloadLock.of(path.resolve(LOCK));
        } catch (IOException e) {
            throw new DownloadException(
                    "discogs.root: nothing can be written to " + path + " (" + Reason.of(e) + ")",
                    Retry.NOBODY_WAS_ASKED,
                    e);
        }
    }

    /** Whether the state is in this folder too. */
    boolean hasState() {
        return state.isIn(path);
    }

    /** Lets this process alone download, of all that share the state; empty if another one does. */
    Optional<DownloadLock> lockState() throws DownloadException {
        try {
            return state.lock();
        } catch (IOException e) {
            throw Courtesy.cannotBeNoted(state, e);
        }
    }

    Path place(HostedFile file) {
        return path.resolve(file.name());
    }

    boolean holds(HostedFile file) {
        return Files.isRegularFile(place(file));
    }

    /** Whether there is a file that was not downloaded here, or has been changed since. */
    boolean holdsSomebodys(HostedFile file) {
        return Files.exists(place(file)) && !state.read().isDownloaded(place(file));
    }

    /**
     * Gives a file that is whole its name. That it was downloaded here is noted before: a kill between the two would make it somebody's
     * own for ever.
     */
    void rename(Path content, HostedFile file) throws IOException {
        var downloaded = Downloaded.of(place(file), content);
        state.update(before -> before.renaming(file.name(), downloaded));
        SyncedFile.rename(content, place(file));
        state.update(before -> before.deleted(file.name()).with(file.name(), downloaded));
    }

    /** Writes a small file, and notes that it was downloaded here. */
    void write(HostedFile file, byte[] content) throws IOException {
        Path place = place(file);
        SyncedFile.write(place, place.resolveSibling(place.getFileName() + PartFile.SUFFIX), content);
        state.update(before -> before.with(file.name(), Downloaded.of(place)));
    }

    /**
     * Removes what a kill has left: the host cannot continue it.
     *
     * @throws DownloadException if the folder cannot be listed: then nobody knows what is missing in it
     */
    void removeParts() throws DownloadException {
        try (var files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (PART.matcher(String.valueOf(file.getFileName())).matches()) {
                    remove(file);
                }
            }
        } catch (IOException e) {
            throw unlisted(e);
        } catch (UncheckedIOException e) {
            throw unlisted(e.getCause());
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.debug("The rest of an earlier download cannot be removed", e);
        }
    }

    private DownloadException unlisted(IOException thrown) {
        return new DownloadException(
                "discogs.root: " + path + " cannot be listed (" + Reason.of(thrown) + ")",
                Retry.NOBODY_WAS_ASKED,
                thrown);
    }

    /** Bytes that may be written. */
    long free() {
        try {
            return Files.getFileStore(path).getUsableSpace() - reserve;
        } catch (IOException e) {
            return Long.MAX_VALUE; // the write will tell
        }
    }

    /** @throws DownloadException if there is no room for that many bytes */
    void requireRoom(String subject, long needed) throws DownloadException {
        long free = free();
        if (free < needed) {
            throw new DownloadException(
                    subject + " needs " + ByteCount.text(needed) + ", but " + path + " has only "
                            + ByteCount.text(Math.max(0, free)) + " to spare: " + ByteCount.text(reserve)
                            + " must stay free",
                    Retry.SOON);
        }
    }
}
