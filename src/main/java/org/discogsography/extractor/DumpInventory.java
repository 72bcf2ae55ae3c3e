package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.extractor.download.Inventory;

/** What the state folder tells of the dumps. */
record DumpInventory(FileHashes hashes, Path stateFolder) implements Inventory {

    @Override
    public Optional<String> sha256(Path file) throws IOException {
        return hashes.of(file);
    }

    @Override
    public Optional<String> newestPublished() {
        return StateFile.newestPublished(stateFolder);
    }

    @Override
    public Optional<String> published(String version, String file) {
        return progress(version)
                .map(known -> known.files().get(file))
                .filter(FileProgress::complete)
                .map(known -> known.content().sha256())
                .filter(sha256 -> !sha256.isEmpty());
    }

    @Override
    public boolean isPublishedWholly(String version) {
        return progress(version).flatMap(ExtractionProgress::completedAt).isPresent();
    }

    private Optional<ExtractionProgress> progress(String version) {
        try {
            return StateFile.of(stateFolder, version).read();
        } catch (StateFile.UnusableException e) {
            return Optional.empty(); // told when it is opened
        }
    }
}
