package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What identified the content of a file in earlier releases, whose progress is still read.
 *
 * @param size in bytes
 * @param modified time of the last modification, in whole milliseconds
 */
record FileIdentity(long size, Instant modified) {

    static FileIdentity of(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileIdentity(
                attributes.size(), attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS));
    }
}
