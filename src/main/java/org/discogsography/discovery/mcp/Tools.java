package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The tools that an OpenAPI contract describes: one for each of its GET operations. Immutable. */
final class Tools {

    /** A tool gives one page, as JSON: what a model reads should be short. */
    private static final Set<String> LEFT_OUT = Set.of("format");

    private final JsonNode contract;
    private final String base;
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    private Tools(JsonNode contract) {
        this.contract = contract;
        this.base = contract.at("/servers/0/url").asText();
        contract.path("paths")
                .properties()
                .forEach(path -> add(path.getKey(), path.getValue().path("get")));
    }

    /** @param contract an OpenAPI document, in YAML */
    static Tools of(String contract) {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(contract);
        return new Tools(new ObjectMapper().valueToTree(document));
    }

    Collection<Tool> all() {
        return Collections.unmodifiableCollection(tools.values());
    }

    Optional<Tool> named(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** What a model should know before it calls any. */
    String instructions() {
        return contract.at("/info/x-instructions").asText();
    }

    private void add(String path, JsonNode operation) {
        if (operation.isMissingNode()) {
            return;
        }
        String name = operation.path("operationId").asText();
        String summary = operation.path("summary").asText();
        var definition = JsonNodeFactory.instance.objectNode();
        definition.put("name", name).put("title", summary);
        definition.put(
                "description", sentences(summary, operation.path("description").asText()));
        Set<String> inPath = new HashSet<>();
        definition.set("inputSchema", input(operation.path("parameters"), inPath));
        definition.set(
                "outputSchema",
                inlined(operation
                        .at("/responses/200/content")
                        .path("application/json")
                        .path("schema")));
        definition
                .putObject("annotations")
                .put("title", summary)
                .put("readOnlyHint", true)
                .put("destructiveHint", false)
                .put("idempotentHint", true)
                .put("openWorldHint", false);
        tools.put(name, new Tool(name, definition, base + path, inPath));
    }

    private ObjectNode input(JsonNode parameters, Set<String> inPath) {
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (JsonNode declared : parameters) {
            JsonNode parameter = resolved(declared);
            String name = parameter.path("name").asText();
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            var property = (ObjectNode) inlined(parameter.path("schema"));
            property.put(
                    "description",
                    sentences(
                            parameter.path("description").asText(),
                            property.path("description").asText()));
            if (parameter.has("example")) {
                property.putArray("examples").add(parameter.path("example"));
            }
            properties.set(name, property);
            if (parameter.path("required").asBoolean()) {
                required.add(name);
            }
            if (parameter.path("in").asText().equals("path")) {
                inPath.add(name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static String sentences(String first, String second) {
        String one = first.strip();
        return second.isBlank() ? one : one + (one.endsWith(".") ? " " : ". ") + second.strip();
    }

    /** A copy without references: a tool's schema stands alone. */
    private JsonNode inlined(JsonNode schema) {
        JsonNode whole = resolved(schema);
        if (whole.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            whole.forEach(element -> copy.add(inlined(element)));
            return copy;
        }
        if (whole.isObject()) {
            var copy = JsonNodeFactory.instance.objectNode();
            whole.properties().forEach(field -> copy.set(field.getKey(), inlined(field.getValue())));
            return copy;
        }
        return whole;
    }

    private JsonNode resolved(JsonNode node) {
        return node.path("$ref").isTextual()
                ? contract.at(node.path("$ref").asText().substring(1))
                : node;
    }
}
