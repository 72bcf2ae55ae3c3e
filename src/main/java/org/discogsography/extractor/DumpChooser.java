package org.discogsography.extractor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.settings.SettingException;

/**
 * Chooses among what is in the folder now.
 *
 * @param downloading the version that is being downloaded, which is not looked at before it is complete
 */
record DumpChooser(Path folder, Path stateFolder, Wish wish, Supplier<Optional<String>> downloading) {

    /**
     * The choice at the start of the program.
     *
     * @throws SettingException if there is nothing to choose from, or the version asked for cannot be published
     */
    DumpChoice first() {
        try {
            return choose();
        } catch (DumpException e) {
            throw new SettingException("DISCOGS_ROOT (discogs.root): " + e.getMessage(), e);
        }
    }

    /** The choice at any time; its reason says why there is none. */
    DumpChoice now() {
        try {
            return choose();
        } catch (DumpException e) {
            return DumpChoice.unread(e.getMessage());
        } catch (SettingException e) {
            return DumpChoice.none(e.getMessage());
        }
    }

    /** Whether the version asked for is older than one that has been published. */
    Optional<String> refusal() {
        Optional<String> published = StateFile.newestPublished(stateFolder);
        return wish.version()
                .filter(wanted -> published.isPresent() && wanted.compareTo(published.get()) < 0)
                .map(wanted -> "extractor.version: " + DumpChoice.refusal(wanted, published.orElseThrow()));
    }

    private DumpChoice choose() throws DumpException {
        Optional<String> unfinished = downloading.get();
        List<DumpFolder> versions = DumpFolder.versions(folder).stream()
                .filter(dump -> !unfinished.equals(Optional.of(dump.version())))
                .toList();
        if (versions.isEmpty()) {
            throw new DumpException(
                    "No dump in " + folder + " yet: " + unfinished.orElseThrow() + " is being downloaded");
        }
        return DumpChoice.of(versions, wish, StateFile.newestPublished(stateFolder));
    }
}
