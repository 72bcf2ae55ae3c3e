package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes dumps that were downloaded here, after a newer one has been loaded: all of it has been published, and then all messages have been
 * taken from their queues. A file that was not downloaded, or that has been changed since, is somebody's own, and stays. Thread-safe.
 */
public final class OldDumps {

    private static final Logger LOG = LoggerFactory.getLogger(OldDumps.class);

    private final Path folder;
    private final int keep;
    private final Optional<String> pinned;
    private final DownloadStateFile state;
    private final Inventory inventory;
    private final BooleanSupplier nothingWaits;
    private Optional<String> consumed =
            Optional.empty(); // what had been published when nothing waited at the last look; guarded by this
    private Optional<String> awaited = Optional.empty(); // the version of which the log has said so; guarded by this

    /**
     * @param keep how many of them stay
     * @param pinned the version that is to be published, if one is named: it stays
     * @param nothingWaits whether the queues are known to be empty; it is asked only if there may be something to delete
     */
    OldDumps(
            Path folder,
            int keep,
            Optional<String> pinned,
            DownloadStateFile state,
            Inventory inventory,
            BooleanSupplier nothingWaits) {
        this.folder = folder;
        this.keep = keep;
        this.pinned = pinned;
        this.state = state;
        this.inventory = inventory;
        this.nothingWaits = nothingWaits;
    }

    /** A look at what is superfluous now. */
    public synchronized void delete() {
        try {
            deleteSuperfluous();
        } catch (IOException e) {
            LOG.warn("Superfluous dumps are not deleted: {} cannot be written ({})", state.path(), Reason.of(e));
        }
    }

    private void deleteSuperfluous() throws IOException {
        Map<String, List<String>> versions = new TreeMap<>(Comparator.<String>reverseOrder());
        DownloadState known = state.read();
        known.files().keySet().stream()
                .map(OldDumps::withoutSuffix)
                .distinct()
                .filter(name -> isName(name) && known.isDownloaded(folder.resolve(name)))
                .forEach(name -> versions.merge(name.substring(8, 16), List.of(name), OldDumps::both));
        List<String> old = versions.keySet().stream()
                .skip(keep)
                .filter(version -> !pinned.equals(Optional.of(version)))
                .toList();
        if (old.isEmpty()) {
            return;
        }
        // The newest is downloaded by itself; an older one that came after it was asked for by name, and stays until
        // the next.
        FileTime newest = latest(versions.values().iterator().next());
        Optional<String> loaded = loaded();
        for (String version : old) {
            if (loaded.isPresent()
                    && loaded.get().compareTo(version) > 0
                    && latest(versions.get(version)).compareTo(newest) <= 0) {
                delete(version, versions.get(version));
            }
        }
    }

    private FileTime latest(List<String> names) throws IOException {
        FileTime latest = FileTime.fromMillis(0);
        for (String name : names) {
            FileTime time = Files.getLastModifiedTime(folder.resolve(name));
            latest = time.compareTo(latest) > 0 ? time : latest;
        }
        return latest;
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(PartFile.SUFFIX) ? name.substring(0, name.length() - PartFile.SUFFIX.length()) : name;
    }

    /** The newest version that has been loaded. Nothing must wait at two looks: between them what was in work has been stored. */
    private Optional<String> loaded() throws IOException {
        Optional<String> published = inventory.newestPublished().filter(inventory::isPublishedWholly);
        Optional<String> before = state.read().loaded();
        if (published.isEmpty() || published.equals(before)) {
            return before;
        }
        if (!nothingWaits.getAsBoolean()) {
            consumed = Optional.empty();
            tellThatTheyStay(published.get());
            return before;
        }
        if (!consumed.equals(published)) {
            consumed = published;
            return before;
        }
        return state.update(known -> known.loaded(published.get())).loaded();
    }

    private void tellThatTheyStay(String published) {
        if (!awaited.equals(Optional.of(published))) {
            awaited = Optional.of(published);
            LOG.info(
                    "older dumps that were downloaded stay until all messages of the dump of {} have been taken from"
                            + " their queues",
                    published);
        }
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static boolean isName(String name) {
        return name.matches("discogs_[0-9]{8}_((artists|labels|masters|releases)\\.xml\\.gz|CHECKSUM\\.txt)");
    }

    private void delete(String version, List<String> names) {
        try {
            for (String name : names) {
                Files.deleteIfExists(folder.resolve(name));
                state.update(known -> known.deleted(name));
            }
            LOG.info(
                    "the dump of {}: deleted, {} files that were downloaded, because a newer one has been loaded"
                            + " (extractor.keep-dumps={})",
                    version,
                    names.size(),
                    keep);
        } catch (IOException e) {
            LOG.warn("the dump of {} cannot be deleted ({}): it is tried again", version, Reason.of(e));
        }
    }
}
