package org.discogsography.extractor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Tells when there is something in the folder of the dumps that has not been looked at yet, and that grows no more. The version that is
 * being downloaded is not looked at before it is complete. For one thread.
 */
final class FolderWatch {

    private static final Pattern NAME = Pattern.compile(
            "discogs_([0-9]{8})_(artists\\.xml\\.gz|labels\\.xml\\.gz|masters\\.xml\\.gz|releases\\.xml\\.gz|CHECKSUM\\.txt)");

    private final Path folder;
    private final Duration settleTime;
    private final Supplier<Optional<String>> downloading;
    private Map<String, Seen> taken = Map.of(); // when the extractor looked last
    private Map<String, Seen> last = Map.of();
    private Instant lastChange = Instant.EPOCH;

    private record Seen(long size, Instant modified) {}

    /**
     * @param settleTime for which a file must not have changed
     * @param downloading the version that is being downloaded
     */
    FolderWatch(Path folder, Duration settleTime, Supplier<Optional<String>> downloading) {
        this.folder = folder;
        this.settleTime = settleTime;
        this.downloading = downloading;
    }

    /** Whether there is something new, and all of it has settled. */
    boolean hasNews(Instant now) {
        look(now);
        return !isTaken() && hasSettled(now);
    }

    /** Whether something new is there that may still grow. */
    boolean isWaiting(Instant now) {
        return !isTaken() && !hasSettled(now);
    }

    /** A file that is gone is no news. */
    private boolean isTaken() {
        return taken.entrySet().containsAll(last.entrySet());
    }

    /** What is there now is being looked at. */
    void taken(Instant now) {
        look(now);
        taken = last;
    }

    /** All that is there counts as new. */
    void forget() {
        taken = Map.of();
    }

    private boolean hasSettled(Instant now) {
        if (!lastChange.plus(settleTime).isAfter(now)) {
            return true;
        }
        // Seen for the first time, and so old that nobody writes to it.
        return last.entrySet().stream()
                .filter(file -> !file.getValue().equals(taken.get(file.getKey())))
                .allMatch(file -> !file.getValue().modified().plus(settleTime).isAfter(now));
    }

    private void look(Instant now) {
        Map<String, Seen> found = files();
        if (!found.equals(last) || lastChange.isAfter(now)) { // somebody has set the clock back
            last = found;
            lastChange = now;
        }
    }

    private Map<String, Seen> files() {
        Optional<String> unfinished = downloading.get();
        Map<String, Seen> found = new TreeMap<>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                var name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && !unfinished.equals(Optional.of(name.group(1)))) {
                    found.put(
                            name.group(),
                            new Seen(
                                    file.toFile().length(),
                                    Instant.ofEpochMilli(file.toFile().lastModified())));
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return Map.of(); // told when it is chosen from
        }
        return found;
    }
}
