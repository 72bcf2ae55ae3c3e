package org.discogsography.discovery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A question's place among the questions at once. It is released when both the answer has ended, or the client is gone, and nobody works on
 * the question any more: a client that leaves does not make room while its statement still runs. Thread-safe.
 */
final class Ticket {

    private static final String MISSING = "X-Missing";
    private static final String AT_LEAST = "X-At-Least";
    private static final String DISPOSITION = "Content-Disposition";

    private final HttpServerResponse response;
    private final boolean isHead;
    private final Consumer<Reply> share;
    private final Consumer<Ticket> release;
    private final long began = System.nanoTime();
    private boolean answered; // guarded by this
    private boolean begun; // guarded by this
    private boolean working; // guarded by this
    private boolean released; // guarded by this

    /**
     * @param isHead whether the client takes no body
     * @param share is given the answer, for those who have asked the same
     * @param release is called once, with this
     */
    Ticket(HttpServerResponse response, boolean isHead, Consumer<Reply> share, Consumer<Ticket> release) {
        this.response = response;
        this.isHead = isHead;
        this.share = share;
        this.release = release;
    }

    /** Whether the client takes no body: the head of the answer is all of it. */
    boolean isHead() {
        return isHead;
    }

    /** How long ago the question was let in. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Somebody works on the question from now on. */
    synchronized void begin() {
        begun = true;
        working = true;
    }

    /** Whether somebody has ever worked on the question. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /** This is the answer. The client gets it from whoever has it; others who have asked the same get it at once. */
    void share(Reply reply) {
        share.accept(reply);
    }

    /** Nobody works on the question any more. */
    void done() {
        synchronized (this) {
            working = false;
        }
        end();
    }

    /** The answer has ended, or the client is gone. */
    void answered() {
        synchronized (this) {
            answered = true;
        }
        end();
    }

    private void end() {
        synchronized (this) {
            if (released || working || !answered) {
                return;
            }
            released = true;
        }
        release.accept(this);
    }

    /**
     * Begins an answer that is written in parts.
     *
     * @param missing the stores whose part is missing in it
     * @param isAtLeast whether there may be more than it has, because something was cut off
     */
    void start(String type, String file, List<String> missing, boolean isAtLeast) {
        if (!missing.isEmpty()) {
            response.putHeader(MISSING, String.join(", ", missing));
        }
        if (isAtLeast) {
            response.putHeader(AT_LEAST, "true");
        }
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(DISPOSITION, "attachment; filename=\"" + file + "\"");
    }

    /** Breaks the answer off if a part of it has been written: the client must not take that for all. */
    boolean breakOff() {
        if (response.ended() || response.closed()) {
            return true;
        }
        if (!response.headWritten()) {
            response.headers().remove(DISPOSITION).remove(MISSING).remove(AT_LEAST);
            return false;
        }
        response.reset();
        return true;
    }

    /**
     * Writes a part of the answer. Returns once the client's connection has taken it, so that no more of the answer is made than the client
     * reads.
     *
     * @throws ClientGone if there is no client any more
     */
    void write(String text) throws IOException, InterruptedException {
        finish(response.write(Buffer.buffer(text)));
    }

    /** Ends the answer. */
    void end(String text) throws IOException, InterruptedException {
        finish(response.end(Buffer.buffer(text)));
    }

    private void finish(io.vertx.core.Future<Void> writing) throws IOException, InterruptedException {
        try {
            writing.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (!isGone(e.getCause())) {
                throw new IOException("A part of the answer could not be written", e.getCause());
            }
            if (!response.ended()) {
                response.end(); // Nobody tries to write it any more.
            }
            throw new ClientGone(e.getCause());
        }
    }

    private boolean isGone(Throwable failure) {
        return response.closed() || failure instanceof IOException || failure instanceof HttpClosedException;
    }

    /** The client has closed its connection. */
    static final class ClientGone extends IOException {

        private static final long serialVersionUID = 1;

        private ClientGone(Throwable cause) {
            super("The client is gone", cause);
        }
    }
}
