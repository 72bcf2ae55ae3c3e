package org.discogsography.loads;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;

/**
 * One version of one type in one store. What a store does not keep, or does not know yet, is null.
 *
 * @param version the dump's date, {@code 20260801}; versions are ordered by their characters
 * @param file name of the dump's file
 * @param sha256 of that file
 * @param records number of different ids in the file; null until the end of the extraction has arrived
 * @param added records that were not in the store before
 * @param changed records whose contents were different before
 * @param unchanged all others
 * @param removed older records that were removed
 * @param rejected records of the file that could not be published
 * @param completedAt when it became complete, or was accepted
 * @param removalDone whether nothing older is left to be removed
 */
public record Load(
        String version,
        DataType type,
        String file,
        String sha256,
        Long records,
        Long added,
        Long changed,
        Long unchanged,
        Long removed,
        Long rejected,
        LoadState state,
        Instant startedAt,
        Instant completedAt,
        boolean removalDone) {

    /** Whether a newer version of the type among these is settled: what this one lacks will never come. */
    public boolean isSuperseded(List<Load> all) {
        return all.stream()
                .anyMatch(other -> other.isNewerThan(this) && other.state().isSettled());
    }

    /** Whether it is of the same type, and a newer version. */
    public boolean isNewerThan(Load other) {
        return type == other.type && version.compareTo(other.version) > 0;
    }

    /** The newest of each type. */
    public static Map<DataType, Load> newest(List<Load> all) {
        Map<DataType, Load> newest = new EnumMap<>(DataType.class);
        all.forEach(load -> newest.merge(load.type, load, (one, other) -> other.isNewerThan(one) ? other : one));
        return newest;
    }

    /** Its type and version, as log lines have them. */
    @Override
    public String toString() {
        return type + " of " + version;
    }
}
