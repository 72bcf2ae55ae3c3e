package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes dumps that were downloaded here, after a newer one has been published wholly. A file that was not downloaded, or that has been
 * changed since, is somebody's own, and stays.
 */
public final class OldDumps {

    private static final Logger LOG = LoggerFactory.getLogger(OldDumps.class);

    private final Path folder;
    private final int keep;
    private final Optional<String> pinned;
    private final DownloadStateFile state;
    private final Inventory inventory;

    /**
     * @param keep how many of them stay
     * @param pinned the version that is to be published, if one is named: it stays
     */
    OldDumps(Path folder, int keep, Optional<String> pinned, DownloadStateFile state, Inventory inventory) {
        this.folder = folder;
        this.keep = keep;
        this.pinned = pinned;
        this.state = state;
        this.inventory = inventory;
    }

    /** Deletes those that are superfluous now. */
    public void delete() {
        Map<String, List<String>> versions = new TreeMap<>(Comparator.<String>reverseOrder());
        state.read().files().forEach((name, file) -> {
            if (isOurs(name, file)) {
                versions.merge(name.substring(8, 16), List.of(name), OldDumps::both);
            }
        });
        versions.entrySet().stream()
                .skip(keep)
                .filter(version -> !pinned.equals(Optional.of(version.getKey())) && isSuperseded(version.getKey()))
                .forEach(version -> delete(version.getKey(), version.getValue()));
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private boolean isOurs(String name, Downloaded file) {
        return isName(name) && Downloaded.of(folder.resolve(name)).equals(file);
    }

    private static boolean isName(String name) {
        return name.matches("discogs_[0-9]{8}_((artists|labels|masters|releases)\\.xml\\.gz|CHECKSUM\\.txt)");
    }

    private boolean isSuperseded(String version) {
        return inventory
                .newestPublished()
                .filter(newest -> newest.compareTo(version) > 0 && inventory.isPublishedWholly(newest))
                .isPresent();
    }

    private void delete(String version, List<String> names) {
        try {
            for (String name : names) {
                Files.deleteIfExists(folder.resolve(name));
                state.update(known -> known.without(name));
            }
            LOG.info(
                    "the dump of {}: deleted, {} files that were downloaded, because a newer one has been published"
                            + " (extractor.keep-dumps={})",
                    version,
                    names.size(),
                    keep);
        } catch (IOException e) {
            LOG.warn(
                    "the dump of {} cannot be deleted ({}): it is tried again after the next one",
                    version,
                    e.toString());
        }
    }
}
