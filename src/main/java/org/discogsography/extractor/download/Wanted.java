package org.discogsography.extractor.download;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.discogsography.dump.DataType;

/**
 * Which dump is wanted.
 *
 * @param types of which a file is needed
 * @param version empty: the newest whole one
 */
public record Wanted(Set<DataType> types, Optional<String> version) {

    public Wanted {
        types = Set.copyOf(types);
    }

    /** All files of the newest dump. */
    public static Wanted newest() {
        return new Wanted(EnumSet.allOf(DataType.class), Optional.empty());
    }
}
