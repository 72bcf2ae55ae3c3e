package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the downloads have to know of the files that are there, and of those that have been published. */
public interface Inventory {

    /**
     * The SHA-256 of a file, in lower-case hex; empty if the program is stopping.
     *
     * @throws IOException if the file cannot be read
     */
    Optional<String> sha256(Path file) throws IOException;

    /** The newest version of which something has been published. */
    Optional<String> newestPublished();

    /** The SHA-256 with which a file has been published wholly; empty if it has not been. */
    Optional<String> published(String version, String file);

    /** Whether all of a version has been published. */
    boolean isPublishedWholly(String version);
}
