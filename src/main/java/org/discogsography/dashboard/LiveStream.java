package org.discogsography.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of the system as server-sent events, one a second, to everybody who watches. Who takes it slower misses some.
 * Thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class LiveStream implements Handler<RoutingContext> {

    private static final int MOST = 100;
    private static final int RETRY_MILLIS = 1_000;

    private final Set<HttpServerResponse> watchers = ConcurrentHashMap.newKeySet();

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (watchers.size() >= MOST) {
            response.setStatusCode(503).end();
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // Compressed, an event would wait for the next one.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        response.closeHandler(closed -> watchers.remove(response));
        response.exceptionHandler(failure -> watchers.remove(response));
        response.write("retry: " + RETRY_MILLIS + "\n\n");
        watchers.add(response);
        if (response.closed()) {
            watchers.remove(response);
        }
    }

    /** Sends the state to all who watch. */
    void send(String state) {
        String event = "event: state\ndata: " + state + "\n\n";
        for (HttpServerResponse watcher : watchers) {
            if (!watcher.closed() && !watcher.writeQueueFull()) {
                watcher.write(event);
            }
        }
    }
}
