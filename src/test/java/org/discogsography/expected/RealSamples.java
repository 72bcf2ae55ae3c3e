package org.discogsography.expected;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the first records of a real dump lie, for the tests that read them: the folder that the system property
 * {@code discogs.samples} names, {@code ../shared/samples} by default. Tests skip where there is none.
 */
public final class RealSamples {

    public static final Path FOLDER = Path.of(System.getProperty("discogs.samples", "../shared/samples"));

    /** What a skipped test says. */
    public static final String ABSENT =
            "no real samples in " + FOLDER + ": name their folder with -Ddiscogs.samples=<folder>";

    private RealSamples() {}

    /** The folder; without it the test that asks is skipped, and says so. */
    public static Path folder() {
        assumeTrue(present(), ABSENT);
        return FOLDER;
    }

    public static boolean present() {
        return Files.isDirectory(FOLDER);
    }
}
