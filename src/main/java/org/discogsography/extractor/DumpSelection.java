package org.discogsography.extractor;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.discogsography.dump.DumpChecksums;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the dump that is published: the first candidate whose files have the SHA-256 of its CHECKSUM file, with the progress
 * that earlier runs have made in it. One thread selects; any thread may ask what is selected.
 */
final class DumpSelection {

    private static final Logger LOG = LoggerFactory.getLogger(DumpSelection.class);

    private final DumpChoice choice;
    private final FileHashes hashes;
    private final StateSource states;
    private final BooleanSupplier stopping;
    private final List<String> leftAlone = new CopyOnWriteArrayList<>(); // dumps newer than the one that is published
    private volatile int index; // among the choice's candidates
    private volatile boolean unreadable; // the folder, or one of the candidates that were looked at

    /** Where the progress of earlier runs comes from. */
    interface StateSource {

        /**
         * Waits until no other extractor is at work, and opens the progress of a version.
         *
         * @throws InterruptedException if this one stops before that
         */
        ExtractionState await(String version, BooleanSupplier stopping) throws InterruptedException;
    }

    /**
     * The outcome.
     *
     * @param sha256 the hashes of the dump's files; incomplete if the program is stopping
     * @param saved the progress of earlier runs
     * @param damage what is wrong with the last candidate; empty if the dump can be published
     */
    record Selected(Map<DumpFile, String> sha256, ExtractionState saved, Optional<String> damage) {

        /** Whether the program stopped before all files were hashed. */
        boolean isCutShort(DumpFolder dump) {
            return damage.isEmpty() && sha256.size() < dump.files().size();
        }
    }

    /**
     * @param hashes the content of the files
     * @param states opens the saved progress of a version
     */
    DumpSelection(DumpChoice choice, FileHashes hashes, StateSource states, BooleanSupplier stopping) {
        this.choice = choice;
        this.hashes = hashes;
        this.states = states;
        this.stopping = stopping;
        this.unreadable = choice.isUnread();
        choice.incomplete().forEach(this::leaveAlone);
    }

    private void leaveAlone(String why) {
        LOG.warn("{}: this dump is skipped", why);
        leftAlone.add(why);
    }

    /** Why there is nothing to publish; empty if there is something. */
    Optional<String> nothing() {
        return choice.nothing();
    }

    /** The dumps that are newer than the one that is published, and why they are not. */
    List<String> leftAlone() {
        return List.copyOf(leftAlone);
    }

    /** The dump that is published, or being looked at; there is none if there is {@link #nothing} to publish. */
    DumpFolder dump() {
        return choice.candidates().get(index);
    }

    /** Whether the folder or a dump could not be read, which may have been a passing failure of the file system. */
    boolean wasUnreadable() {
        return unreadable;
    }

    /** Another number than before if hashing has gone on meanwhile. */
    long progress() {
        return hashes.progress();
    }

    /**
     * Looks at the candidates in turn.
     *
     * @throws InterruptedException if this extractor stops while another one is at work
     */
    Selected select() throws InterruptedException {
        Selected selected = look();
        for (int next = index + 1;
                selected.damage().isPresent() && next < choice.candidates().size();
                next++) {
            leaveAlone(selected.damage().get());
            selected.saved().close();
            index = next;
            selected = look();
        }
        return selected;
    }

    private Selected look() throws InterruptedException {
        ExtractionState saved = states.await(dump().version(), stopping);
        Map<DumpFile, String> sha256 = new LinkedHashMap<>();
        return new Selected(sha256, saved, compare(dump(), sha256));
    }

    /** Compares a dump's files with its checksums. Returns what is wrong with it. */
    private Optional<String> compare(DumpFolder dump, Map<DumpFile, String> found) {
        String about = "the dump of " + dump.version();
        try {
            Optional<DumpChecksums> checksums = DumpChecksums.of(dump);
            if (checksums.isEmpty()) {
                LOG.warn("{} has no CHECKSUM file: its files are taken as they are", about);
            }
            for (DumpFile file : dump.files()) {
                Optional<String> expected = checksums.flatMap(list -> list.of(file));
                if (checksums.isPresent() && expected.isEmpty()) {
                    return Optional.of(about + " is damaged: its CHECKSUM file has no SHA-256 of " + file.name()
                            + " (download that again; without it the dump is taken as it is)");
                }
                Optional<String> hash = hashes.of(file.path());
                if (hash.isEmpty()) {
                    break; // stopping
                }
                found.put(file, hash.get());
                if (expected.isPresent() && !expected.equals(hash)) {
                    return Optional.of(about + " is damaged: " + file.name()
                            + " does not have the SHA-256 of its CHECKSUM file (download it again)");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            unreadable = true;
            return Optional.of(about + " cannot be read: " + Reason.of(e));
        }
    }

    /** What is wrong if a file's content is no longer what was hashed before it was read; empty if nothing is. */
    Optional<String> changed(DumpFile file, String sha256) {
        try {
            Optional<String> now = hashes.of(file.path());
            if (now.isEmpty() || now.get().equals(sha256)) {
                return Optional.empty();
            }
            return Optional.of(
                    file.name() + " was changed while it was read: it is published again, as a replaced file");
        } catch (IOException e) {
            return Optional.of(file.name() + " cannot be read any more (" + Reason.of(e) + ")");
        }
    }
}
