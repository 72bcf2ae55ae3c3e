package org.discogsography.loads;

import java.time.Instant;
import org.discogsography.dump.DataType;

/**
 * What the end of an extraction says about one type.
 *
 * @param records number of different ids in the file, which was read to its end
 * @param rejected number of its records that could not be published
 * @param file name of the file; null if unknown
 * @param sha256 of the file; null if unknown
 * @param startedAt when the extraction began
 */
public record Announcement(
        String version, DataType type, long records, long rejected, String file, String sha256, Instant startedAt) {}
