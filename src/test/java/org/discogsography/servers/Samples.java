package org.discogsography.servers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder with the first records of a real dump, which is not part of the project. */
public final class Samples {

    private Samples() {}

    /** The folder; without it the test that asks is skipped, and says so. */
    public static Path folder() {
        Path folder = Path.of(System.getProperty("discogs.samples", "../shared/samples"));
        assumeTrue(Files.isDirectory(folder), "skipped: no samples of a real dump in " + folder);
        return folder;
    }
}
