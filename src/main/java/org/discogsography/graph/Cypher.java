package org.discogsography.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.discogsography.dump.DataType;

/** Reads the Cypher statements in the folder {@code cypher} on the class path. */
public final class Cypher {

    private Cypher() {}

    /** The text of {@code cypher/<name>.cypher}, such as {@code schema}. */
    public static String statement(String name) {
        String resource = "cypher/" + name + ".cypher";
        try (InputStream in = Cypher.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + resource + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + resource, e);
        }
    }

    /** The text of {@code cypher/<verb>-<type>.cypher}: verbs are {@code store}, {@code touch}, {@code find}, {@code forget}. */
    public static String statement(String verb, DataType type) {
        return statement(verb + "-" + type.plural());
    }
}
