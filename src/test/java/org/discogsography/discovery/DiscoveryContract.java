package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions as the contract and the docs have them: formats, pages, problems, the tools of an assistant. */
class DiscoveryContract extends DiscoveryRig {

    private static final String BY_CURL = "(?m)^curl (?:-s )?'?localhost:800[34](/api/[^'\\s]+)";

    /** Of an entity that is not in this dump an answer may say that. */
    @ParameterizedTest
    @MethodSource("questionsOfTheDocs")
    void what_the_docs_ask_with_curl_is_answered(String path) throws Exception {
        Client.Answer answer = answerTo(path);

        assertThat(answer.status()).as(answer.body()).isIn(200, 404);
        Described.check(Described.operation(path).orElseThrow(), answer);
    }

    static List<String> questionsOfTheDocs() throws IOException {
        return Docs.found(BY_CURL);
    }

    @Test
    void the_page_about_discovery_has_each_question_of_the_contract() throws Exception {
        assertThat(Docs.found(Path.of("docs/discovery.md"), BY_CURL))
                .map(question -> Described.operation(question).orElse("none: " + question))
                .containsAll(Described.operations());
    }

    @Test
    void the_sql_of_the_docs_runs() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : Docs.blocks("sql")) {
                statement.execute(sql);
                connection.rollback();
            }
        }
    }

    @Test
    void the_cypher_of_the_docs_runs() throws Exception {
        try (var session = servers.neo4j().driver().session()) {
            for (String block : Docs.blocks("cypher")) {
                for (String cypher : block.replaceAll("(?m)^//.*", "").split(";", -1)) {
                    if (!cypher.isBlank()) {
                        session.executeRead(
                                transaction -> transaction.run(cypher).consume());
                    }
                }
            }
        }
    }

    @Test
    void the_contract_is_served() throws Exception {
        Client.Answer contract = client.get("/openapi.yaml");
        assertThat(contract.type()).isEqualTo("application/yaml");
        assertThat(contract.body()).startsWith("openapi: 3.1.0");
        assertThat(Described.operations())
                .containsExactlyInAnyOrder(
                        "search",
                        "suggest",
                        "getRecord",
                        "neighbours",
                        "timeline",
                        "collaborators",
                        "similar",
                        "profile",
                        "paths",
                        "genres",
                        "statistics",
                        "loads",
                        "changes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getRecord|/api/nothing/1|400|type",
                "getRecord|/api/artists/1?limit=5|400|limit",
                "getRecord|/api/artists/%FF|400|id",
                "getRecord|/api/artists/%00|400|id",
                "getRecord|/api/genres/..|400|id",
                "getRecord|/api/genres/%2E%2E|400|id",
                "getRecord|/api/styles/%2e|400|id",
                "neighbours|/api/artists/.%2E/neighbours|400|id",
                "getRecord|/api/genres/%2E%2E%2F%2E%2E%2Fhealth|404|",
                "paths|/api/paths?from=genres/..&to=artists/1|404|",
                "changes|/api/changes?limit=0|400|limit",
                "changes|/api/changes?limit=1001|400|limit",
                "changes|/api/changes?limit=x|400|limit",
                "changes|/api/changes?limit=5&limit=6|400|limit",
                "changes|/api/changes?version=%27;--|400|version",
                "changes|/api/changes?change=lost|400|change",
                "changes|/api/changes?format=xml|400|format",
                "changes|/api/changes?cursor=AAAA|400|cursor",
                "changes|/api/changes?cursor=|400|cursor",
                "loads|/api/loads?cursor=AAAAAAAAAAAAAAAAAAAA|400|cursor",
                "getRecord|/api/artists/99|404|",
                "getRecord|/api/genres/None|404|",
                "search|/api/search|400|q",
                "search|/api/search?q=%20|400|q",
                "search|/api/search?q=x&type=persons|400|type",
                "search|/api/search?q=x&decade=1995|400|decade",
                "search|/api/search?q=x&cursor=AAAA|400|cursor",
                "suggest|/api/suggest|400|q",
                "suggest|/api/suggest?q=x&limit=51|400|limit",
                "neighbours|/api/artists/99/neighbours|404|",
                "neighbours|/api/artists/1/neighbours?relation=LIKES|400|relation",
                "neighbours|/api/artists/1/neighbours?cursor=AAAA|400|cursor",
                "neighbours|/api/artists/1/neighbours?direction=up|400|direction",
                "timeline|/api/styles/None/timeline|404|",
                "collaborators|/api/artists/99/collaborators|404|",
                "profile|/api/genres/Disco/profile|400|type",
                "similar|/api/labels/99/similar|404|",
                "paths|/api/paths?from=artists/1|400|to",
                "paths|/api/paths?from=artists/1&to=artists/99|404|",
                "paths|/api/paths?from=artists/1&to=artists/2&depth=7|400|depth",
                "paths|/api/paths?from=artists/1&to=artists/2&through=nonsense|400|through",
            })
    void what_is_no_question_gets_a_problem(String operation, String path, int status, String parameter)
            throws Exception {
        Client.Answer answer = answerTo(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        Described.check(operation, answer);
        assertThat(answer.json().path("parameter").asText("")).isEqualTo(parameter == null ? "" : parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/artists/1/2/3", "/api/artists", "/api/"})
    void what_no_path_names_is_not_found(String path) throws Exception {
        Client.Answer answer = client.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void a_question_is_a_GET_or_a_HEAD() throws Exception {
        Client.Answer answer = client.post("/api/changes");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).hasValue("GET, HEAD");
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void pages_have_no_gap_and_no_repeat_and_a_cursor_is_good_for_its_question_only() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        String first = null;
        do {
            JsonNode page = ask("changes", "/api/changes?version=20260801&type=artists&limit=7" + cursor);
            seen.addAll(texts(page.path("items"), "id"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
            first = first == null ? cursor : first;
        } while (cursor != null);

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(client.get("/api/changes?version=20260801&type=artists&limit=3" + first)
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/api/changes?version=20260701&type=artists&limit=7" + first)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/api/loads?limit=7" + first).status()).isEqualTo(400);
    }

    @Test
    void a_list_comes_whole_as_CSV_and_NDJSON_whatever_the_size_of_a_page() throws Exception {
        Client.Answer csv = client.get("/api/changes?type=artists&limit=4&format=csv");
        Described.check("changes", csv);
        String[] lines = csv.body().split("\r\n", -1);
        assertThat(lines).hasSize(27);
        assertThat(lines[0]).isEqualTo("type,id,name,version,change,sha256,previous_sha256,at,seq");
        assertThat(lines[1]).startsWith("artists,1,\"'=1+1, \"\"A\"\"\",20260801,changed,");
        assertThat(lines[26]).isEmpty();
        assertThat(csv.header("X-Missing")).isEmpty();
        Client.Answer lined = client.get("/api/changes?type=artists&limit=4", "application/x-ndjson");
        Described.check("changes", lined);
        assertThat(lined.body().lines()).hasSize(25);
        assertThat(client.get("/api/changes?format=json", "text/csv").type()).isEqualTo("application/json");
        assertThat(client.get("/api/changes?type=masters&format=csv").body()).isEqualTo(lines[0] + "\r\n");
    }

    @Test
    void an_assistant_gets_the_same_answers_and_the_same_problems() throws Exception {
        var one = Map.of("type", "artists", "id", "1");
        JsonNode record = client.call("getRecord", one);
        assertThat(record.path("structuredContent")).isEqualTo(ask("getRecord", "/api/artists/1"));
        assertThat(record.at("/content/0/text").asText())
                .startsWith("artists/1 =1+1")
                .contains("MEMBER_OF");
        JsonNode genre = client.call("getRecord", Map.of("type", "genres", "id", "Funk / Soul"));
        assertThat(genre.at("/structuredContent/name").asText()).isEqualTo("Funk / Soul");
        JsonNode page = client.call("changes", Map.of("limit", 3)).path("structuredContent");
        JsonNode next = client.call(
                "changes", Map.of("limit", 3, "cursor", page.path("next").asText()));
        assertThat(texts(next.at("/structuredContent/items"), "id"))
                .hasSize(3)
                .doesNotContainAnyElementsOf(texts(page.path("items"), "id"));

        JsonNode unknown = client.call("getRecord", Map.of("type", "artists", "id", "99"));
        assertThat(unknown.path("isError").asBoolean()).isTrue();
        assertThat(unknown.at("/content/0/text").asText()).isEqualTo("404 Not Found: no store knows artists/99");
        assertThat(client.call("changes", Map.of("limit", 0))
                        .at("/content/0/text")
                        .asText())
                .startsWith("400 Bad Request: limit must be");
        assertThat(client.call("getRecord", Map.of("type", "genres", "id", ".."))
                        .at("/content/0/text")
                        .asText())
                .startsWith("400 Bad Request: id must not be . or ..");
        toPostgres.refuse();
        assertThat(client.call("changes", Map.of()).at("/content/0/text").asText())
                .startsWith("503 Service Unavailable: PostgreSQL does not answer; try again in ");
        assertThat(client.call("getRecord", one)
                        .at("/structuredContent/missing/0")
                        .asText())
                .isEqualTo("postgresql");
    }
}
