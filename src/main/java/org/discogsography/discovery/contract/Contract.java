package org.discogsography.discovery.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The contract of the questions, {@code openapi/discovery.yaml}. Camel makes the routes of it; what a parameter takes, and which columns a
 * list has, is read here from the same file.
 */
public final class Contract {

    /** Where it is on the class path. */
    public static final String RESOURCE = "openapi/discovery.yaml";

    /** What all paths begin with. */
    public static final String BASE = "/api/";

    private final String text;
    private final Map<String, Object> document;
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    /** An operation, and the parameters in the path that was asked for, as they stand there. */
    public record Match(Operation operation, Map<String, String> parameters) {}

    @SuppressWarnings("unchecked")
    private Contract(String text) {
        this.text = text;
        this.document = (Map<String, Object>)
                new Load(LoadSettings.builder().setLabel(RESOURCE).build()).loadFromString(text);
        object(document, "paths").forEach((path, item) -> {
            Map<String, Object> get = object((Map<String, Object>) item, "get");
            var operation = operation(path, get);
            operations.put(operation.id(), operation);
        });
    }

    /** Reads it from the class path. */
    public static Contract read() {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            return new Contract(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + RESOURCE, e);
        }
    }

    /** The file's text. */
    public String text() {
        return text;
    }

    /** The operation of this id. */
    public Operation operation(String id) {
        return Objects.requireNonNull(operations.get(id), () -> "The contract has no operation " + id);
    }

    /**
     * The operation of a path.
     *
     * @param path after {@link #BASE}, as it stands in the request
     */
    public Optional<Match> match(String path) {
        List<String> segments = Arrays.asList(path.split("/", -1));
        return operations.values().stream()
                .sorted(Comparator.comparingInt(Operation::variables))
                .flatMap(operation -> operation.match(segments).map(found -> new Match(operation, found)).stream())
                .findFirst();
    }

    @SuppressWarnings("unchecked")
    private Operation operation(String path, Map<String, Object> get) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Object declared : (List<Object>) get.getOrDefault("parameters", List.of())) {
            Map<String, Object> parameter = resolved((Map<String, Object>) declared);
            parameters.put(
                    (String) parameter.get("name"), Parameter.of(parameter, resolved(object(parameter, "schema"))));
        }
        return new Operation(
                (String) get.get("operationId"),
                Arrays.asList(path.substring(1).split("/", -1)),
                parameters,
                columns(get));
    }

    private List<String> columns(Map<String, Object> get) {
        Map<String, Object> answer = object(object(object(get, "responses"), "200"), "content");
        Map<String, Object> schema = resolved(object(object(answer, "application/json"), "schema"));
        if (!(object(schema, "properties").get("items") instanceof Map<?, ?>)) {
            return List.of();
        }
        Map<String, Object> items = object(object(schema, "properties"), "items");
        return new ArrayList<>(
                object(resolved(object(items, "items")), "properties").keySet());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> resolved(Map<String, Object> value) {
        if (!(value.get("$ref") instanceof String reference)) {
            return value;
        }
        Object found = document;
        for (String name : reference.substring("#/".length()).split("/", -1)) {
            found = ((Map<String, Object>) found).get(name);
        }
        return (Map<String, Object>) found;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(name), name);
    }
}
