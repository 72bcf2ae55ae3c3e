package org.discogsography.discovery.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MCP over HTTP, before a REST interface that is only played. */
class McpEndpointTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String META = "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}}";

    private static Vertx vertx;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        var router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false));
        router.get("/api/*").handler(McpEndpointTest::play);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        address = "http://127.0.0.1:" + server.actualPort();
        var rest = new RestClient(vertx, address, 4, TIMEOUT);
        router.route(McpEndpoint.PATH)
                .handler(McpEndpoint.of(ToolsTest.contract(), rest, "1.2.3", Set.of("discogs.example.org")));
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /** The record's id is the status of the answer. */
    private static void play(RoutingContext client) {
        String last = client.request().path().replaceAll(".*/", "");
        if (last.equals("gone")) {
            client.request().connection().close();
        } else if (last.matches("[1-5][0-9]{2}")) {
            client.response()
                    .setStatusCode(Integer.parseInt(last))
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Retry-After", "5")
                    .end("{\"title\":\"Title\",\"status\":" + last + ",\"detail\":\"why\"}");
        } else {
            client.response()
                    .putHeader("Content-Type", "application/json")
                    .end("{\"type\":\"artists\",\"id\":\"1\",\"name\":\"The Persuader\",\"versions\":"
                            + "{\"neo4j\":\"20260801\",\"postgresql\":null},\"agree\":null}");
        }
    }

    private static HttpResponse<String> post(String body, String... headers) throws Exception {
        return send("POST", body, headers);
    }

    private static HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Accept", "application/json, text/event-stream"));
        if (!List.of(headers).contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of(headers));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(address + McpEndpoint.PATH))
                        .timeout(TIMEOUT)
                        .headers(all.toArray(String[]::new))
                        .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String request(String method, String params) {
        return "{'jsonrpc':'2.0','id':7,'method':'" + method + "','params':{" + params + "}}";
    }

    private static JsonNode call(String arguments) throws Exception {
        HttpResponse<String> answer = post(request("tools/call", "'name':'getRecord','arguments':" + arguments));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("result");
    }

    @Test
    void the_official_client_lists_the_tools_and_calls_one() {
        var mapper = new JacksonMcpJsonMapper(new ObjectMapper());
        var transport = HttpClientStreamableHttpTransport.builder(address)
                .jsonMapper(mapper)
                .build();
        try (var client = McpClient.sync(transport)
                .requestTimeout(TIMEOUT)
                .initializationTimeout(TIMEOUT)
                .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
                .build()) {
            McpSchema.InitializeResult hello = client.initialize();
            assertThat(hello.protocolVersion()).isEqualTo("2025-11-25");
            assertThat(hello.serverInfo().version()).isEqualTo("1.2.3");
            client.ping();
            assertThat(client.listTools().tools()).hasSize(13);
            McpSchema.CallToolResult record = client.callTool(McpSchema.CallToolRequest.builder("getRecord")
                    .arguments(Map.of("type", "artists", "id", "1"))
                    .build());
            assertThat(record.isError()).isFalse();
            assertThat(record.structuredContent()).asString().contains("name=The Persuader");
            assertThat(((McpSchema.TextContent) record.content().get(0)).text())
                    .isEqualTo("artists/1 The Persuader\nversions:\n  neo4j: 20260801");
            McpSchema.CallToolResult none = client.callTool(McpSchema.CallToolRequest.builder("getRecord")
                    .arguments(Map.of("type", "artists", "id", "404"))
                    .build());
            assertThat(none.isError()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"400", "404", "429", "500", "503", "504"})
    void a_problem_is_a_result_that_says_so(String status) throws Exception {
        JsonNode result = call("{'type':'artists','id':'" + status + "'}");
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        assertThat(result.at("/content/0/text").asText()).isEqualTo(status + " Title: why; try again in 5 s");
    }

    @Test
    void a_call_without_an_answer_and_one_with_wrong_arguments_are_results_too() throws Exception {
        assertThat(call("{'type':'artists','id':'gone'}").at("/content/0/text").asText())
                .isEqualTo("There is no answer: try again later");
        assertThat(call("{'type':'artists'}").at("/content/0/text").asText()).isEqualTo("id is missing");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none,200",
                "http://localhost:6274,200",
                "https://[::1],200",
                "http://127.0.0.1:8004,200",
                "http://a.localhost,200",
                "https://discogs.example.org,200",
                "http://evil.example,403",
                "http://localhost.evil.example,403",
                "http://127.0.0.1.evil.example,403",
                "http://localhost@evil.example,403",
                "null,403",
                "'',403",
                "file:///x,403",
                "chrome-extension://abc,403"
            })
    void only_pages_of_this_machine_or_of_the_server_may_ask(String origin, int status) throws Exception {
        String[] headers = origin == null ? new String[0] : new String[] {"Origin", origin};
        assertThat(post(request("ping", ""), headers).statusCode()).isEqualTo(status);
        assertThat(send("GET", "", headers).statusCode()).isEqualTo(status == 200 ? 405 : status);
    }

    @ParameterizedTest
    @CsvSource({"GET", "DELETE", "PUT", "OPTIONS"})
    void there_is_no_stream_and_no_session(String method) throws Exception {
        HttpResponse<String> answer = send(method, "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{|400|-32700",
                "``|400|-32700",
                "[]|400|-32600",
                "[{'jsonrpc':'2.0','id':1,'method':'ping'}]|400|-32600",
                "{'jsonrpc':'1.0','id':1,'method':'ping'}|400|-32600",
                "{'jsonrpc':'2.0','id':1,'result':{}}|400|-32600",
                "{'jsonrpc':'2.0','id':null,'method':'ping'}|400|-32600",
                "{'jsonrpc':'2.0','id':{},'method':'ping'}|400|-32600",
                "{'jsonrpc':'2.0','id':1,'method':'resources/list'}|200|-32601",
                "{'jsonrpc':'2.0','id':1,'method':'server/discover'}|200|-32601",
                "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'cursor':'x'}}|200|-32602",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'drop'}}|200|-32602",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'genres','arguments':[]}}|200|-32602"
            })
    void what_is_no_request_is_refused(String body, int status, int code) throws Exception {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/error/code").asInt()).isEqualTo(code);
        assertThat(post(body, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    }

    @Test
    void a_notification_is_taken_without_an_answer() throws Exception {
        HttpResponse<String> answer = post("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2025-06-18,2025-06-18", "2025-11-25,2025-11-25", "2024-11-05,2025-11-25", "2099-01-01,2025-11-25"})
    void a_handshake_agrees_on_a_version(String proposed, String agreed) throws Exception {
        HttpResponse<String> answer = post(request("initialize", "'protocolVersion':'" + proposed + "'"));
        JsonNode result = JSON.readTree(answer.body()).path("result");
        assertThat(result.path("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(post(request("tools/list", ""), "MCP-Protocol-Version", agreed)
                        .statusCode())
                .isEqualTo(200);
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-28,tools/list,_,tools/list,200,0",
        "2026-07-28,server/discover,_,server/discover,200,0",
        "2026-07-28,tools/call,genres,tools/call,200,0",
        "2026-07-28,tools/call,=?base64?Z2VucmVz?=,tools/call,200,0",
        "2026-07-28,tools/call,search,tools/call,400,-32020",
        "2026-07-28,tools/call,_,tools/call,400,-32020",
        "2026-07-28,tools/list,_,tools/call,400,-32020",
        "2025-11-25,tools/list,_,tools/list,400,-32020",
        "2026-07-28,ping,_,ping,404,-32601",
        "2026-07-28,initialize,_,initialize,404,-32601"
    })
    void without_a_handshake_the_headers_say_what_the_body_says(
            String version, String methodHeader, String nameHeader, String method, int status, int code)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of("MCP-Protocol-Version", version, "Mcp-Method", methodHeader));
        if (!nameHeader.equals("_")) {
            headers.addAll(List.of("Mcp-Name", nameHeader));
        }
        String params = method.equals("tools/call") ? "'name':'genres'," + META : META;
        HttpResponse<String> answer = post(request(method, params), headers.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.at("/error/code").asInt()).isEqualTo(code);
        assertThat(json.path("id").asInt()).isEqualTo(7);
        if (status == 200) {
            assertThat(json.at("/result/resultType").asText()).isEqualTo("complete");
            assertThat(json.path("result").has("ttlMs")).isEqualTo(!method.equals("tools/call"));
        }
    }

    @Test
    void an_unknown_version_is_answered_with_the_known_ones() throws Exception {
        HttpResponse<String> handshake = post(request("tools/list", ""), "MCP-Protocol-Version", "2099-01-01");
        HttpResponse<String> stateless = post(
                request("tools/list", META.replace("2026-07-28", "2099-01-01")),
                "MCP-Protocol-Version",
                "2099-01-01",
                "Mcp-Method",
                "tools/list");
        for (var answer : List.of(handshake, stateless)) {
            assertThat(answer.statusCode()).isEqualTo(400);
            JsonNode error = JSON.readTree(answer.body()).path("error");
            assertThat(error.path("code").asInt()).isEqualTo(-32022);
            assertThat(error.at("/data/supported"))
                    .extracting(JsonNode::asText)
                    .containsExactly("2026-07-28", "2025-11-25", "2025-06-18");
        }
    }
}
