package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.discogsography.servers.LogLines;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What opens a server's circuit breaker and what closes it. */
class BreakersTest {

    private final Exception outage = new IOException("no route to host");
    private final Exception contention = new IllegalStateException("deadlock");
    private final Exception refused = new IllegalArgumentException("no such value");

    private final List<CircuitBreaker> breakers = new ArrayList<>();

    /** An open one would log its next change in a later test. */
    @AfterEach
    void close() {
        breakers.forEach(CircuitBreaker::transitionToClosedState);
    }

    private CircuitBreaker breaker(Duration openFor) {
        var breaker = Breakers.create("Server", 5, openFor, BreakersTest::meaning, new Timeline());
        breakers.add(breaker);
        return breaker;
    }

    private static LogLines log() {
        return LogLines.of(BreakerLog.class, "Server: ");
    }

    private static Failure meaning(Throwable thrown) {
        if (thrown instanceof IllegalArgumentException) {
            return Failure.REFUSED;
        }
        return thrown instanceof IllegalStateException ? Failure.CONTENTION : Failure.OUTAGE;
    }

    private static void fail(CircuitBreaker breaker, Exception failure, int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> breaker.executeCallable(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void five_failures_in_a_row_open_it_and_it_says_so_once() {
        try (var log = log()) {
            var breaker = breaker(Duration.ofMinutes(1));
            fail(breaker, outage, 4);
            assertThat(breaker.getState()).isEqualTo(State.CLOSED);
            fail(breaker, outage, 1);
            assertThat(breaker.getState()).isEqualTo(State.OPEN);
            assertThatThrownBy(() -> breaker.executeRunnable(() -> {})).isInstanceOf(CallNotPermittedException.class);

            assertThat(log.lines())
                    .containsExactly(
                            "Server: failure 1 of 5: no route to host",
                            "Server: failure 2 of 5: no route to host",
                            "Server: failure 3 of 5: no route to host",
                            "Server: failure 4 of 5: no route to host",
                            "Server: breaker OPEN after 5 failures, the last: no route to host");
        }
    }

    @Test
    void whatever_the_server_answers_shows_that_it_is_there_and_the_count_begins_anew() {
        for (Exception answer : new Exception[] {refused, contention, null}) {
            var breaker = breaker(Duration.ofMinutes(1));
            fail(breaker, outage, 4);
            if (answer == null) {
                breaker.executeRunnable(() -> {});
            } else {
                fail(breaker, answer, 1);
            }
            fail(breaker, outage, 4);
            assertThat(breaker.getState()).as("%s", answer).isEqualTo(State.CLOSED);
            fail(breaker, outage, 1);
            assertThat(breaker.getState()).as("%s", answer).isEqualTo(State.OPEN);
        }
    }

    @Test
    void refused_records_never_open_it() {
        var breaker = breaker(Duration.ofMinutes(1));
        fail(breaker, refused, 50);
        fail(breaker, contention, 50);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void an_interrupted_call_counts_neither_way() {
        var breaker = breaker(Duration.ofMinutes(1));
        fail(breaker, outage, 4);
        fail(breaker, new InterruptedException(), 10);
        fail(breaker, new IOException(new InterruptedException()), 10);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(breaker, outage, 1);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void calls_that_take_their_time_and_succeed_never_open_it() {
        var breaker = breaker(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            breaker.acquirePermission();
            breaker.onSuccess(30, TimeUnit.MINUTES);
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void half_open_it_lets_one_call_through_and_does_what_comes_of_it() throws Exception {
        var breaker = breaker(Duration.ofSeconds(1));
        List<State> changes = new CopyOnWriteArrayList<>();
        breaker.getEventPublisher()
                .onStateTransition(
                        event -> changes.add(event.getStateTransition().getToState()));
        fail(breaker, outage, 5);
        await().until(() -> changes.equals(List.of(State.OPEN, State.HALF_OPEN)));
        breaker.acquirePermission();
        assertThat(breaker.tryAcquirePermission()).isFalse();
        breaker.onError(0, TimeUnit.NANOSECONDS, outage);
        // A second later it is half-open again.
        assertThat(changes).startsWith(State.OPEN, State.HALF_OPEN, State.OPEN);

        await().until(() -> breaker.getState() == State.HALF_OPEN);
        fail(breaker, refused, 1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void a_probe_that_fails_counts_whatever_it_fails_for() {
        for (Exception cause : new Exception[] {outage, refused, contention, new InterruptedException()}) {
            var breaker = breaker(Duration.ofMinutes(1));
            fail(breaker, new ProbeFailedException(cause), 5);
            assertThat(breaker.getState()).as("%s", cause).isEqualTo(State.OPEN);
        }
    }

    @Test
    void an_outage_is_reported_from_its_beginning_to_its_end() {
        try (var log = log()) {
            var breaker = breaker(Duration.ofSeconds(1));
            fail(breaker, outage, 5);
            // The state changes a moment before it is reported.
            await().until(() -> log.lines().size() == 6 && breaker.getState() == State.HALF_OPEN);
            fail(breaker, outage, 1);
            await().until(() -> log.lines().size() == 8 && breaker.getState() == State.HALF_OPEN);
            breaker.executeRunnable(() -> {});

            var lines = log.lines();
            assertThat(lines.subList(4, lines.size()))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo("Server: breaker OPEN after 5 failures, the last: no route to host"),
                            line -> assertThat(line).isEqualTo("Server: breaker HALF_OPEN, probing"),
                            line -> assertThat(line)
                                    .matches("Server: breaker OPEN again, for " + WatchedRoutes.TIME
                                            + " so far: no route to host"),
                            line -> assertThat(line).isEqualTo("Server: breaker HALF_OPEN, probing"),
                            line -> assertThat(line)
                                    .matches("Server: breaker CLOSED, it was open for " + WatchedRoutes.TIME));
        }
    }

    @Test
    void one_opened_before_its_count_was_full_says_why_and_counts_nothing() {
        try (var log = log()) {
            var breaker = breaker(Duration.ofMinutes(1));
            fail(breaker, outage, 1);
            breaker.executeRunnable(() -> {});
            breaker.transitionToOpenState();
            assertThat(log.lines())
                    .last()
                    .asString()
                    .isEqualTo("Server: breaker OPEN, the last failure: no route to host");
        }
    }
}
