package org.discogsography.cli;

import java.util.Arrays;
import org.discogsography.dump.DataType;

/** A type of records. */
final class TypeName extends Choice {

    TypeName() {
        super("type", Arrays.stream(DataType.values()).map(DataType::plural).toList());
    }
}
