package org.discogsography.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks questions over HTTP. */
public record Client(String address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** What came back. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        String type() {
            return header("Content-Type").orElse("");
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        public String body() {
            return response.body();
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + status() + " " + body(), e);
            }
        }
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return new Answer(HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString()));
    }

    Answer get(String path, String accept) throws IOException, InterruptedException {
        return new Answer(
                HTTP.send(request(path).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<Answer> later(String path) {
        return HTTP.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Answer::new);
    }

    Answer post(String path) throws IOException, InterruptedException {
        return new Answer(HTTP.send(
                request(path).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** The result of a tool of the MCP server. */
    JsonNode call(String tool, Map<String, ?> arguments) throws IOException, InterruptedException {
        var call = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "tools/call",
                "params",
                Map.of("name", tool, "arguments", arguments));
        HttpRequest request = request("/mcp")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(call)))
                .build();
        return new Answer(HTTP.send(request, HttpResponse.BodyHandlers.ofString()))
                .json()
                .path("result");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    }
}
