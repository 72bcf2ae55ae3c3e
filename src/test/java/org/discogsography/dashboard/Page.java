package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Asks a dashboard what its page asks. */
record Page(String address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** What came back. */
    record Answer(int status, HttpHeaders headers, String type, JsonNode json) {}

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    JsonNode state() throws IOException, InterruptedException {
        return get("/api/state").json();
    }

    Answer post(String path, Map<String, String> headers, String body) throws IOException, InterruptedException {
        var request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    /** The first lines of the live events; the stream is left then. */
    List<String> live(int lines) throws IOException, InterruptedException {
        var response = CLIENT.send(request("/api/live").GET().build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> all = response.body()) {
            return all.limit(lines).toList();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        return new Answer(
                response.statusCode(),
                response.headers(),
                type,
                type.startsWith("application/json") ? JSON.readTree(response.body()) : JSON.missingNode());
    }
}
