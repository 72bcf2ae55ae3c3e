package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpChecksums;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/** Tells of dumps in the folder whether they are whole, and what of them has been published. */
public final class DumpInspection {

    private final FileHashes hashes;
    private final Path stateFolder;
    private final Set<DataType> wanted;

    private DumpInspection(FileHashes hashes, Path stateFolder, Set<DataType> wanted) {
        this.hashes = hashes;
        this.stateFolder = stateFolder;
        this.wanted = EnumSet.copyOf(wanted);
    }

    /**
     * A dump as it is.
     *
     * @param problem what it lacks, or which file is damaged; empty if nothing
     * @param published what of it has been, in a few words
     */
    public record Inspected(DumpFolder dump, State state, String problem, String published) {

        /** Whether it is whole. */
        public enum State {
            /** All files are there, with the SHA-256 of the CHECKSUM file. */
            VERIFIED,
            /** All files are there, and there is no CHECKSUM file to compare them with. */
            UNVERIFIED,
            INCOMPLETE,
            DAMAGED
        }
    }

    public static DumpInspection of(Settings settings, BooleanSupplier stopping) {
        Path stateFolder = Path.of(settings.text(Setting.EXTRACTOR_STATE_FOLDER));
        Wish wish = Wish.of(settings.text(Setting.EXTRACTOR_TYPES), "");
        return new DumpInspection(new FileHashes(stateFolder, stopping), stateFolder, wish.wanted());
    }

    /**
     * Looks at it. Computes the SHA-256 of files that have changed since that was done last, which can take minutes.
     *
     * @throws IOException if a file cannot be read
     */
    public Inspected inspect(DumpFolder dump) throws IOException {
        List<String> missing = dump.missing().stream()
                .filter(wanted::contains)
                .sorted()
                .map(DataType::plural)
                .toList();
        List<String> damaged = new ArrayList<>();
        Optional<DumpChecksums> checksums = DumpChecksums.of(dump);
        for (DumpFile file : checksums.isPresent() ? dump.files() : List.<DumpFile>of()) {
            if (!checksums.get().of(file).equals(hashes.of(file.path()))) {
                damaged.add(file.type().plural());
            }
        }
        String published = published(dump);
        if (!damaged.isEmpty()) {
            return new Inspected(dump, Inspected.State.DAMAGED, "damaged: " + String.join(", ", damaged), published);
        }
        if (!missing.isEmpty()) {
            return new Inspected(dump, Inspected.State.INCOMPLETE, "lacks " + String.join(", ", missing), published);
        }
        return new Inspected(
                dump, checksums.isPresent() ? Inspected.State.VERIFIED : Inspected.State.UNVERIFIED, "", published);
    }

    private String published(DumpFolder dump) {
        try {
            return StateFile.of(stateFolder, dump.version())
                    .read()
                    .map(DumpInspection::published)
                    .orElse("no");
        } catch (StateFile.UnusableException e) {
            return "unknown: its state " + e.getMessage();
        }
    }

    private static String published(ExtractionProgress progress) {
        if (progress.completedAt().isPresent()) {
            return progress.completedAt().get().toString().substring(0, 10);
        }
        long complete = progress.files().values().stream()
                .filter(file -> file.complete())
                .count();
        long records = progress.files().values().stream()
                .mapToLong(file -> file.checkpoint().published())
                .sum();
        return records == 0 ? "no" : complete + " files, " + records + " records";
    }
}
