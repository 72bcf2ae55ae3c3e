package org.discogsography.dump;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of records: always as UTF-8 (Jackson would guess the encoding from the first bytes), and without its limits
 * on the length of texts, names and numbers. What limits a record is the size of a message. Thread-safe.
 */
public final class RecordJson {

    /**
     * How deep its values may be nested: twice as deep as the deepest element that is read. More would overflow the stack of
     * what walks through them.
     */
    private static final int MAX_DEPTH = 1000;

    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Names that nobody has seen are not worth keeping, and many of them at once would be an error.
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    public static final JsonMapper MAPPER = new JsonMapper(FACTORY);

    private RecordJson() {}
}
