package org.discogsography.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends the state of the system as server-sent events, at least one a second, to all viewers. A slow viewer misses some. Thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class StateStream implements Handler<RoutingContext> {

    private static final int MOST = 100;
    private static final int RETRY_MILLIS = 1_000;

    private final Set<HttpServerResponse> viewers = ConcurrentHashMap.newKeySet();

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (viewers.size() >= MOST) {
            response.setStatusCode(503).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // Compressed, an event would wait for the next one.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        if (request.request().method().equals(HttpMethod.HEAD)) {
            response.end(); // No event is part of its answer.
            return;
        }
        response.setChunked(true);
        response.closeHandler(closed -> viewers.remove(response));
        response.exceptionHandler(failure -> viewers.remove(response));
        response.write("retry: " + RETRY_MILLIS + "\n\n");
        viewers.add(response);
        if (response.closed()) {
            viewers.remove(response);
        }
    }

    /** Sends the state to all viewers. */
    void send(String state) {
        String event = "event: state\ndata: " + state + "\n\n";
        for (HttpServerResponse viewer : viewers) {
            if (!viewer.closed() && !viewer.writeQueueFull()) {
                viewer.write(event);
            }
        }
    }
}
