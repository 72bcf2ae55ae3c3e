package org.discogsography.program;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks a program's Jolokia, as a console does. */
record JolokiaClient(URI address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MANAGED = " is managed on ";

    /** For a program that has just been started: returns when it has said where it is managed. */
    static JolokiaClient of(JarProcess program) {
        await().atMost(PATIENCE).until(() -> program.out().contains(MANAGED) || !program.isRunning());
        String address = program.out()
                .lines()
                .filter(line -> line.contains(MANAGED))
                .map(line -> line.substring(line.indexOf(MANAGED) + MANAGED.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(program.toString()));
        return new JolokiaClient(URI.create(address.replace("0.0.0.0", "127.0.0.1") + "observe/jolokia"));
    }

    /** What it answers to one request. */
    JsonNode ask(Map<String, ?> request) throws IOException, InterruptedException {
        return JSON.readTree(post(request, Map.of()).body());
    }

    JsonNode read(String mbean, String... attributes) throws IOException, InterruptedException {
        return attributes.length == 0
                ? ask(Map.of("type", "read", "mbean", mbean))
                : ask(Map.of("type", "read", "mbean", mbean, "attribute", List.of(attributes)));
    }

    JsonNode execute(String mbean, String operation, Object... arguments) throws IOException, InterruptedException {
        return ask(Map.of("type", "exec", "mbean", mbean, "operation", operation, "arguments", List.of(arguments)));
    }

    HttpResponse<String> post(Object request, Map<String, String> headers) throws IOException, InterruptedException {
        var post = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)));
        headers.forEach(post::header);
        return CLIENT.send(post.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
