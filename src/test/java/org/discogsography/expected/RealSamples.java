package org.discogsography.expected;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder with the first records of a real dump: the system property {@code discogs.samples}, by default
 * {@code ../shared/samples}. Tests that need it are skipped if there is none.
 */
public final class RealSamples {

    public static final Path FOLDER = Path.of(System.getProperty("discogs.samples", "../shared/samples"));

    /** The message of a skipped test. */
    public static final String ABSENT =
            "no real samples in " + FOLDER + ": name their folder with -Ddiscogs.samples=<folder>";

    private RealSamples() {}

    /** The folder; skips the calling test, with a message, if there is none. */
    public static Path folder() {
        assumeTrue(present(), ABSENT);
        return FOLDER;
    }

    public static boolean present() {
        return Files.isDirectory(FOLDER);
    }
}
