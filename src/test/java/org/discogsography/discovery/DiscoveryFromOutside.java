package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.servers.PythonTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery, asked by programs of others, in Python. */
class DiscoveryFromOutside extends DiscoveryRig {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PYTHON = Path.of("src/test/resources/python").toAbsolutePath();

    /** Of schemathesis, which prints it; with another one it asks other questions. */
    private static final String SEED = "20260801";

    /** Each tool, and what it is asked. */
    private static final Map<String, Map<String, ?>> CALLS = Map.ofEntries(
            Map.entry("search", Map.of("q", "bjork")),
            Map.entry("suggest", Map.of("q", "bjo", "limit", 3)),
            Map.entry("getRecord", Map.of("type", "artists", "id", "1")),
            Map.entry("neighbours", Map.of("type", "artists", "id", "1")),
            Map.entry("timeline", Map.of("type", "artists", "id", "1")),
            Map.entry("collaborators", Map.of("id", "1")),
            Map.entry("similar", Map.of("type", "artists", "id", "1")),
            Map.entry("profile", Map.of("type", "artists", "id", "1")),
            Map.entry("paths", Map.of("from", "artists/1", "to", "releases/1")),
            Map.entry("genres", Map.of()),
            Map.entry("statistics", Map.of()),
            Map.entry("loads", Map.of()),
            Map.entry("changes", Map.of("limit", 3)));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"auto, 2026-07-28", "legacy, 2025-11-25"})
    void the_official_client_of_MCP_in_Python_gets_what_each_tool_promises(String mode, String version)
            throws Exception {
        var python = PythonTools.require();
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        for (String tool : CALLS.keySet()) {
            expected.put(
                    tool,
                    await().atMost(SOON).until(() -> client.call(tool, CALLS.get(tool)), result -> isWhole(result)));
        }
        List<List<Object>> calls = new ArrayList<>();
        CALLS.forEach((tool, arguments) -> calls.add(List.of(List.of(tool, arguments))));
        calls.add(List.of(List.of("getRecord", Map.of("type", "artists", "id", "99"))));
        calls.add(List.of(List.of("changes", Map.of("limit", 0))));
        calls.add(List.of(List.of("getRecord", Map.of("type", "artists", "id", "3"))));
        calls.add(List.of(List.of("getRecord", Map.of("type", "releases", "id", "1"))));

        JsonNode said = said(python, mode, calls);

        assertThat(said.path("version").asText()).isEqualTo(version);
        assertThat(said.path("server").asText()).isEqualTo("discogsography");
        assertThat(said.path("instructions").asText()).contains("Find an address by name with search");
        assertThat(texts(said.path("tools"))).containsExactlyInAnyOrderElementsOf(CALLS.keySet());
        Iterator<JsonNode> results = said.path("results").iterator();
        expected.forEach((tool, answer) -> {
            JsonNode result = results.next();
            assertThat(result.path("isError").asBoolean()).as(tool).isFalse();
            assertThat(result.path("structured")).as(tool).isEqualTo(answer.path("structuredContent"));
            assertThat(result.path("text").asText()).as(tool).isNotBlank().doesNotStartWith("{");
        });
        assertError(results.next(), "404 Not Found: no store knows artists/99");
        assertError(results.next(), "400 Bad Request: limit must be a whole number from 1 to 1000");
        assertThat(results.next().at("/structured/name").asText()).isEqualTo("Older in the graph");
        assertThat(results.next().at("/structured/name").asText()).isEqualTo("Stockholm");
        assertThat(results.hasNext()).isFalse();
    }

    /** Not while statements are planned: then it is an error, or lacks a store's part. */
    private static boolean isWhole(JsonNode result) {
        return !result.path("isError").asBoolean(true)
                && result.at("/structuredContent/missing").isMissingNode();
    }

    /** It asks what the contract allows, and what it does not: examples, limits, and chance; always the same. */
    @Test
    void schemathesis_finds_no_answer_that_the_contract_does_not_have() throws Exception {
        var python = PythonTools.require();
        try {
            // What the contract's examples look for.
            sql("insert into search_entries values ('artists', '239', 'h', 'Persuader', 'persuader',"
                    + " array_to_tsvector(array['persuader']), null, null, null, '{}', 1, 0), ('releases', '239', 'h', 'Persuader',"
                    + " 'persuader', array_to_tsvector(array['persuader']), null, 1999, 'Sweden',"
                    + " '{genres/Electronic,styles/Techno}', 1, 0)");
            cypher("MATCH (a:Artist {id: '1'}) CREATE (a)<-[:BY]-(:Release {id: '239'})-[:BY]->(:Artist {id: '239'})");
            Path report = folder.resolve("report.json");
            PythonTools.Answer answer = python.run(folder, "", schemathesis(report));
            assertThat(answer.exitCode())
                    .as("%s\n%s", answer.output(), answer.errors())
                    .isZero();
            JsonNode found = JSON.readTree(report.toFile());
            assertThat(found.path("valid_rates"))
                    .as(answer.output())
                    .hasSize(Described.operations().size());
            found.path("valid_rates").properties().forEach(operation -> {
                int answered = 0;
                for (JsonNode phase : operation.getValue()) {
                    answered += phase.path("accepted").asInt();
                }
                assertThat(answered).as("%s is answered", operation.getKey()).isPositive();
            });
        } finally {
            try {
                cypher("MATCH (n) WHERE n.id = '239' DETACH DELETE n");
            } finally {
                sql("delete from search_entries where data_id = '239'");
            }
        }
    }

    private static List<String> schemathesis(Path report) {
        List<String> command = new ArrayList<>(List.of("-m", "schemathesis.cli"));
        command.addAll(
                List.of("--config-file", PYTHON.resolve("schemathesis.toml").toString()));
        command.addAll(List.of("run", client.address() + "/openapi.yaml", "--url", client.address() + "/api"));
        command.addAll(List.of("--max-examples", "5", "--workers", "2", "--seed", SEED));
        command.addAll(List.of("--continue-on-failure", "--no-color"));
        command.addAll(List.of("--report", "json", "--report-json-path", report.toString()));
        return command;
    }

    private static void cypher(String statement) {
        try (var session = servers.neo4j().driver().session()) {
            session.run(statement).consume();
        }
    }

    private static void sql(String command) throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private JsonNode said(PythonTools python, String mode, List<List<Object>> calls) throws Exception {
        PythonTools.Answer answer = python.run(
                folder,
                JSON.writeValueAsString(calls),
                List.of(PYTHON.resolve("mcp_calls.py").toString(), client.address() + "/mcp", mode));
        assertThat(answer.exitCode()).as(answer.errors()).isZero();
        return JSON.readTree(answer.output());
    }

    private static void assertError(JsonNode result, String text) {
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.path("structured").isNull()).isTrue();
        assertThat(result.path("text").asText()).isEqualTo(text);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
