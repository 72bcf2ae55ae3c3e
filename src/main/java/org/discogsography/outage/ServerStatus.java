package org.discogsography.outage;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/** What everybody may know of a server: its state, since when, and why it failed last. Thread-safe. */
final class ServerStatus {

    private static final int POLL_MILLIS = 200; // nobody notifies of the end

    private ServerWatch.State state = ServerWatch.State.CONNECTING; // guarded by this
    private Instant since = Instant.now(); // guarded by this
    private String lastError; // null: it never failed; guarded by this

    synchronized ServerWatch.State state() {
        return state;
    }

    synchronized Instant since() {
        return since;
    }

    synchronized String lastError() {
        return lastError;
    }

    synchronized void is(ServerWatch.State now) {
        if (state != now) {
            state = now;
            since = Instant.now();
            notifyAll();
        }
    }

    synchronized void failed(Throwable failure) {
        lastError = Reason.of(failure);
    }

    /** Returns when the server works, true, or when the caller need not wait any longer. */
    synchronized boolean awaitUp(BooleanSupplier ended) throws InterruptedException {
        while (state != ServerWatch.State.UP && !ended.getAsBoolean()) {
            wait(POLL_MILLIS);
        }
        return state == ServerWatch.State.UP;
    }
}
