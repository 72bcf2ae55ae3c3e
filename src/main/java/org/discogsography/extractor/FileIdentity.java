package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What tells a file from another that has taken its place: Discogs replaces a file now and then.
 *
 * @param size in bytes
 * @param modified when it was last written, in whole milliseconds
 */
record FileIdentity(long size, Instant modified) {

    static FileIdentity of(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileIdentity(
                attributes.size(), attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS));
    }
}
