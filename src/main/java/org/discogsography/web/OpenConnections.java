package org.discogsography.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The connections of a server, and which of them keep it waiting: for the whole of a request, or for the rest of an answer to
 * be taken.
 *
 * <p>Silence alone is no measure of that: a client that sends a byte now and then is never silent. So there is a time for the
 * whole of it. And where as many connections are open as may be, it is the one that has kept the server waiting for longest
 * that goes, not the newest: who opens connections and asks nothing can lock nobody out. Thread-safe.
 */
final class OpenConnections {

    private final Vertx vertx;
    private final WebLimits limits;
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>(); // with their timers; guarded by this
    private final Set<HttpConnection> open = new HashSet<>(); // guarded by this

    OpenConnections(Vertx vertx, WebLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** One more is there. Where that is one too many, another one is closed, or, where none waits, this one. */
    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> closed(connection));
        UnansweredRequests.countOn(connection);
        HttpConnection surplus = null;
        synchronized (this) {
            open.add(connection);
            if (open.size() > limits.connections()) {
                surplus = waiting.isEmpty()
                        ? connection
                        : waiting.keySet().iterator().next();
                forget(surplus);
            }
            if (surplus != connection) {
                awaitFrom(connection);
            }
        }
        if (surplus != null) {
            surplus.close();
        }
    }

    /** From now on it is the client's turn, and its time runs. */
    synchronized void awaitFrom(HttpConnection connection) {
        forget(connection);
        if (!open.contains(connection)) {
            return;
        }
        waiting.put(connection, vertx.setTimer(limits.idle().toMillis(), timer -> late(connection, timer)));
    }

    /** From now on it is the server's turn. */
    synchronized void answer(HttpConnection connection) {
        forget(connection);
    }

    private void late(HttpConnection connection, long timer) {
        synchronized (this) {
            if (!waiting.remove(connection, timer)) {
                return;
            }
        }
        connection.close();
    }

    private synchronized void closed(HttpConnection connection) {
        open.remove(connection);
        forget(connection);
    }

    private void forget(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
