package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.discogsography.discovery.contract.Contract;

/** Holds answers against the contract. */
public final class Described {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode CONTRACT = read();

    private Described() {}

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(Contract.read().text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of all operations. */
    static Set<String> operations() {
        Set<String> ids = new HashSet<>();
        CONTRACT.path("paths")
                .forEach(path -> ids.add(path.at("/get/operationId").asText()));
        return ids;
    }

    /** The id of the operation that a question is for: the path of the contract with the fewest parameters that it matches. */
    static Optional<String> operation(String question) {
        String asked = question.replaceFirst("^/api", "").replaceFirst("[?].*", "");
        return CONTRACT.path("paths").properties().stream()
                .filter(path -> asked.matches(path.getKey().replaceAll("\\{\\w+}", "[^/]+")))
                .min(Comparator.comparing(
                        path -> path.getKey().chars().filter(c -> c == '{').count()))
                .map(path -> path.getValue().at("/get/operationId").asText());
    }

    /** Fails unless the contract has such an answer of this operation; an object has no field that it does not name. */
    public static void check(String operation, Client.Answer answer) throws IOException {
        JsonNode response = resolved(response(operation, answer.status()));
        String type = answer.type().replaceFirst(";.*", "");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s answers %d as %s: %s", operation, answer.status(), type, answer.body())
                .isFalse();
        response.path("headers").properties().stream()
                .filter(header -> resolved(header.getValue()).path("required").asBoolean(true))
                .forEach(header -> assertThat(answer.header(header.getKey()))
                        .as(header.getKey())
                        .isPresent());
        if (type.endsWith("json") && !type.equals("application/x-ndjson")) {
            valid(content.path("schema"), answer.body());
        } else if (type.equals("application/x-ndjson")) {
            JsonNode item = resolved(resolved(response.at("/content/application~1json/schema"))
                            .at("/properties/items"))
                    .path("items");
            for (String line : answer.body().split("\n", -1)) {
                if (!line.isEmpty()) {
                    valid(item, line);
                }
            }
        }
    }

    private static JsonNode response(String operation, int status) {
        for (JsonNode path : CONTRACT.path("paths")) {
            if (path.at("/get/operationId").asText().equals(operation)) {
                JsonNode response = path.at("/get/responses").path(Integer.toString(status));
                assertThat(response.isMissingNode())
                        .as(operation + " answers " + status)
                        .isFalse();
                return response;
            }
        }
        throw new IllegalArgumentException(operation);
    }

    /** All parameters of all operations. */
    static Stream<JsonNode> parameters() {
        return StreamSupport.stream(CONTRACT.path("paths").spliterator(), false)
                .flatMap(path -> StreamSupport.stream(path.at("/get/parameters").spliterator(), false))
                .map(Described::resolved);
    }

    /** The schema of a parameter. */
    static JsonNode schema(JsonNode parameter) {
        return resolved(parameter.path("schema"));
    }

    /** Reads a problem. */
    static JsonNode problem(String body) throws IOException {
        valid(CONTRACT.at("/components/schemas/Problem"), body);
        return JSON.readTree(body);
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? CONTRACT.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static void valid(JsonNode schema, String body) throws IOException {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", closed(CONTRACT.path("components").deepCopy()));
        whole.setAll((ObjectNode) closed(schema.deepCopy()));
        assertThat(SCHEMAS.getSchema(whole).validate(JSON.readTree(body)))
                .as(body)
                .isEmpty();
    }

    /** Forbids all fields that are not named. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Described::closed);
        return node;
    }
}
