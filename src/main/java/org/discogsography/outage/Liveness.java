package org.discogsography.outage;

import java.time.Duration;
import java.time.Instant;
import org.discogsography.threads.RepeatedTask;

/**
 * Checks every second whether a server answers, for {@code /health} and the dashboard: within three seconds they show that it is gone,
 * hangs or is back, also while there is nothing to store. The circuit breaker and the watch decide what follows. Thread-safe.
 */
public final class Liveness implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Probe ping;
    private final RepeatedTask checking;
    private Status last; // null: none so far; guarded by this
    private Instant asked; // null while no answer is awaited; guarded by this
    private Instant silentSince; // null: it answered last, or its refusal came at once; guarded by this

    /**
     * What the last check has found.
     *
     * @param answers whether the server answers
     * @param since since when that is so
     * @param error why it does not, in a line; null if it does
     */
    public record Status(boolean answers, Instant since, String error) {}

    /** @param ping asks something that a working server answers at once; comes back within a bounded time */
    public Liveness(String server, Probe ping) {
        this.ping = ping;
        this.checking = new RepeatedTask("liveness-" + server, this::check);
    }

    /** Begins to check. */
    public Liveness start() {
        checking.repeat(Duration.ZERO, INTERVAL);
        return this;
    }

    /** What is known now; null before the first check has ended. */
    public synchronized Status status() {
        if (asked != null && asked.plus(PATIENCE).isBefore(Instant.now()) && (last == null || last.answers)) {
            var silent = Duration.between(asked, Instant.now());
            return new Status(false, asked, "no answer for " + DurationText.time(silent));
        }
        return last;
    }

    /**
     * For how long the server has neither answered nor refused, as one that hangs does; zero if it has. One that is gone
     * refuses at once and is not silent.
     */
    public synchronized Duration silence() {
        Instant since = silentSince == null ? asked : silentSince;
        return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
    }

    private void check() {
        synchronized (this) {
            asked = Instant.now();
        }
        String error = "the check itself failed"; // by an Error, which the task logs
        try {
            ping.run();
            error = null;
        } catch (Exception e) {
            error = Reason.of(e);
        } finally {
            checked(error);
        }
    }

    private synchronized void checked(String error) {
        boolean answers = error == null;
        Instant since = last != null && last.answers == answers ? last.since : answers ? Instant.now() : asked;
        last = new Status(answers, since, error);
        boolean silent = !answers && asked.plus(PATIENCE).isBefore(Instant.now());
        silentSince = !silent ? null : silentSince == null ? asked : silentSince;
        asked = null;
    }

    @Override
    public void close() {
        checking.close();
    }
}
