package org.discogsography.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.discogsography.dump.DataType;

/**
 * Reads the Cypher statements in the folder {@code cypher} on the class path.
 *
 * <p>They have one parameter, the map {@code $given}. Neo4j plans a statement again for each order of magnitude of the length of a
 * parameter that is a list or a text (none, one, up to ten, up to a hundred, …), which takes seconds for the large ones. What is
 * in a map does not count.
 *
 * <p>Those that are run for each batch say {@code CYPHER replan=skip}: their plan is kept while the graph grows. Otherwise Neo4j plans a
 * statement again, every ten seconds at most, whenever a number that it knows of the graph has become four times what it was.
 */
public final class Cypher {

    private Cypher() {}

    /** What a statement of the folder is given. */
    public static Map<String, Object> given(Map<String, ?> parameters) {
        return Map.of("given", parameters);
    }

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

    /** The text of {@code cypher/<verb>-<type>.cypher}: verbs are {@code refresh}, {@code add}, {@code store} and others. */
    public static String statement(String verb, DataType type) {
        return statement(verb + "-" + type.plural());
    }
}
