package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.discogsography.servers.LogLines;
import org.discogsography.web.RawAnswer;
import org.discogsography.web.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What any client of HTTP may expect: methods, media types, and errors in one shape. */
class DiscoveryHttp extends DiscoveryRig {

    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    private static RawAnswer send(String request) throws Exception {
        return RawClient.ask(URI.create(client.address()).getPort(), request);
    }

    @Test
    void a_wrong_escape_is_refused_without_an_error_in_the_log() throws Exception {
        try (var log = LogLines.of(RoutingContext.class)) {
            for (int i = 0; i < 3; i++) {
                assertThat(send("GET /api/search?q=a%zz" + HOST + "Content-Length: 0\r\n\r\n")
                                .status())
                        .isEqualTo(400);
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    /** Except for the length, which Vert.x leaves out. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/explore", "/web/explore/main.js", "/docs", "/docs/docs.js", "/openapi.yaml"})
    void HEAD_has_the_head_of_GET_and_no_body(String path) throws Exception {
        RawAnswer head = send("HEAD " + path + HOST + "\r\n");
        RawAnswer get = send("GET " + path + HOST + "\r\n");

        assertThat(head.status()).isEqualTo(200);
        assertThat(get.head()).containsAll(head.head()).hasSize(head.head().size() + 1);
        assertThat(get.header("Content-Length")).isPresent();
        assertThat(head.body()).isEmpty();
        assertThat(get.body()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200, /api/artists/1",
        "200, /api/changes?format=csv",
        "400, /api/changes?limit=x",
        "404, /api/artists/99",
        "404, /api/nothing",
        "404, http://localhost/api/artists/99",
    })
    void HEAD_of_a_question_has_the_head_of_its_answer_and_no_body(int status, String path) throws Exception {
        RawAnswer head = send("HEAD " + path + HOST + "\r\n");
        RawAnswer get = send("GET " + path + HOST + "\r\n");

        assertThat(head.status()).isEqualTo(get.status()).isEqualTo(status);
        assertThat(withoutBodyLength(head)).containsExactlyInAnyOrderElementsOf(withoutBodyLength(get));
        assertThat(head.body()).isEmpty();
        assertThat(get.body()).isNotEmpty();
    }

    private static List<String> withoutBodyLength(RawAnswer answer) {
        return answer.head().stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> !line.startsWith("content-length:") && !line.startsWith("transfer-encoding:"))
                .toList();
    }

    @Test
    void HEAD_of_a_list_that_comes_whole_reads_its_first_page_alone() throws Exception {
        long before = pagesRead();
        assertThat(send("HEAD /api/changes?format=csv&limit=1" + HOST + "\r\n").status())
                .isEqualTo(200);
        // The program is done with it by now, or soon.
        await().atMost(SOON)
                .until(() ->
                        client.get("/health").json().at("/discovery/questions").asInt() == 0);
        assertThat(pagesRead()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /explore, 'GET, HEAD'",
        "DELETE, /web/explore/main.js, 'GET, HEAD'",
        "PUT, /openapi.yaml, 'GET, HEAD'",
        "POST, /health, 'GET, HEAD'",
        "POST, /api/changes, 'GET, HEAD'",
        "OPTIONS, /api/artists/1, 'GET, HEAD'",
        "HEAD, /mcp, POST",
    })
    void a_wrong_method_is_answered_with_the_right_ones(String method, String path, String allowed) throws Exception {
        RawAnswer answer = send(method + " " + path + HOST + "Content-Length: 0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request, /api/search?q=a%zz, 0",
        "400, Bad Request, /api/artists/1%zz, 0",
        "413, Request Entity Too Large, /api/artists/1, 70000",
        "414, Request-URI Too Long, /api/search?q=long, 0",
    })
    void what_the_web_server_refuses_is_a_problem_as_any_other(int status, String title, String path, int length)
            throws Exception {
        RawAnswer answer = send("GET " + path.replace("long", "a".repeat(5_000)) + HOST + "Content-Length: " + length
                + "\r\n\r\n" + "a".repeat(length));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        JsonNode problem = Described.problem(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isEqualTo(title);
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json     | text/html, */*",
                "application/json     | text/csv;q=0, application/json",
                "text/csv             | application/json;q=0, */*",
                "text/csv             | text/csv ; q=0.9",
                "application/json     | text/csv;q=0",
                "application/json     | text/csv;q=0.1, application/json",
                "application/json     | text/csv;q=0.1, */*",
                "application/json     | nonsense",
                "application/json     | ,;q=x,",
                "text/csv             | text/csv, application/json",
                "text/csv             | TEXT/CSV; charset=utf-8",
                "text/csv             | */*, text/csv",
                "text/csv             | text/*",
                "application/x-ndjson | application/json;q=0.5, application/x-ndjson",
                "application/x-ndjson | application/x-ndjson, text/csv",
            })
    void what_a_client_accepts_is_weighed(String type, String accept) throws Exception {
        Client.Answer answer = client.get("/api/changes", accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).startsWith(type);
    }

    @Test
    void lines_of_the_header_Accept_count_as_one() throws Exception {
        RawAnswer answer =
                send("GET /api/changes" + HOST + "Accept: text/csv\r\nAccept: application/json;q=0.9\r\n\r\n");

        assertThat(answer.header("Content-Type").orElse("")).startsWith("text/csv");
    }

    @Test
    void suggestions_come_as_files_too() throws Exception {
        Client.Answer csv = client.get("/api/suggest?q=bjo&type=artists&format=csv");
        Described.check("suggest", csv);
        assertThat(csv.body()).startsWith("type,id,name,detail,year,score\r\nartists,10,Björk,");
        Client.Answer lines = client.get("/api/suggest?q=bjo&limit=2", "application/x-ndjson");
        Described.check("suggest", lines);
        assertThat(lines.body().lines()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/changes?version=x|version must be a text of 8 to 13 characters like ^[0-9]{8}(-[0-9]{1,4})?$",
                "/api/paths?from=x&to=artists/1|from must be a text of 8 to 1010 characters like ",
            })
    void a_problem_says_what_a_text_must_be_like(String path, String detail) throws Exception {
        assertThat(client.get(path).json().path("detail").asText()).startsWith(detail);
    }

    @Test
    void the_contract_has_an_example_of_each_parameter_and_limits_of_each_text() {
        // A cursor is good for one question only: whoever tried an example would be refused.
        Described.parameters()
                .filter(each -> !each.path("name").asText().equals("cursor"))
                .forEach(each ->
                        assertThat(each.has("example")).as(each.toString()).isTrue());
        Described.parameters()
                .map(Described::schema)
                .filter(schema -> schema.path("type").asText().equals("string") && !schema.has("enum"))
                .forEach(schema -> assertThat(schema.has("minLength") && schema.has("maxLength"))
                        .as(schema.toString())
                        .isTrue());
    }
}
