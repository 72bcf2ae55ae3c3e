package org.discogsography.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A connection to one page of a Chromium, in its DevTools protocol (<a
 * href="https://chromedevtools.github.io/devtools-protocol/">described by domains</a>): commands with their answers, and
 * events. Thread-safe.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final Map<Integer, CompletableFuture<JsonNode>> unanswered = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final StringBuilder incoming = new StringBuilder(); // used only by the listener, one call at a time
    private final BiConsumer<String, JsonNode> events;
    private final WebSocket socket;
    private CompletableFuture<WebSocket> lastSent; // guarded by this

    /** @param events receives the name and parameters of each event, on the connection's thread; it must not block */
    DevTools(HttpClient client, URI page, BiConsumer<String, JsonNode> events) {
        this.events = events;
        this.socket = client.newWebSocketBuilder().buildAsync(page, this).join();
        this.lastSent = CompletableFuture.completedFuture(socket);
    }

    static ObjectNode parameters() {
        return JSON.createObjectNode();
    }

    JsonNode call(String method) {
        return call(method, parameters());
    }

    /** Sends a command and returns its result. Throws if the browser refuses it, has exited, or does not answer. */
    JsonNode call(String method, ObjectNode parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        unanswered.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        send(message.toString());
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Chromium's " + method, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Chromium's " + method + " failed: " + (e.getCause() == null ? "no answer" : e.getCause()), e);
        } finally {
            unanswered.remove(id);
        }
    }

    /** The socket accepts one message at a time. */
    private synchronized void send(String text) {
        lastSent = lastSent.thenCompose(free -> free.sendText(text, true));
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        incoming.append(data);
        if (last) {
            String text = incoming.toString();
            incoming.setLength(0);
            received(text);
        }
        webSocket.request(1);
        return null;
    }

    private void received(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!message.has("id")) {
            events.accept(message.path("method").asText(), message.path("params"));
            return;
        }
        CompletableFuture<JsonNode> answer = unanswered.get(message.get("id").asInt());
        if (answer == null) {
            return;
        }
        if (message.has("error")) {
            answer.completeExceptionally(new IllegalArgumentException(
                    message.get("error").path("message").asText()));
        } else {
            answer.complete(message.path("result"));
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        ended(new IOException("Chromium closed the connection: " + statusCode + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        ended(error);
    }

    private void ended(Throwable why) {
        unanswered.values().forEach(answer -> answer.completeExceptionally(why));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
