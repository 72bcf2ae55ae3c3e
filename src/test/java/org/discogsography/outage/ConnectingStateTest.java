package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.discogsography.outage.WatchedRoutes.soon;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a watch finds its server when the program starts, and who waits for that. */
class ConnectingStateTest {

    private final WatchedRoutes routes = new WatchedRoutes();

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void routes_start_when_the_server_is_found_and_each_of_the_first_tries_is_logged_once() throws Exception {
        routes.away();
        routes.start();
        soon(() -> assertThat(routes.probes).hasValueGreaterThan(8));
        assertThat(routes.status("one")).isEqualTo(ServiceStatus.Stopped);
        assertThat(routes.status("unguarded")).isEqualTo(ServiceStatus.Started);
        assertThat(routes.consumed).hasValue(0);
        assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.CONNECTING);
        assertThat(routes.watch.lastError()).isEqualTo("connection refused");
        routes.back();

        routes.soonAll(ServiceStatus.Started);
        assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.UP);
        assertThat(routes.log.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 1/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, retrying in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 2/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, retrying in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 3/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, retrying in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 4/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, retrying in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 5/5)"),
                        line -> assertThat(line)
                                .isEqualTo("Server: failed, retrying every 0.0 s: " + "connection refused"),
                        line -> assertThat(line).matches("Server: connected after " + WatchedRoutes.TIME));
    }

    @Test
    void a_server_that_is_there_takes_two_log_lines() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        assertThat(routes.log.lines()).containsExactly("Server: connecting (attempt 1/5)", "Server: connected");
        assertThat(routes.probes).hasValue(1);
    }

    @Test
    void an_error_in_a_probe_is_a_failed_try() throws Exception {
        routes.server = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        routes.start();
        soon(() -> assertThat(routes.probes).hasValueGreaterThan(2));
        assertThat(routes.log.lines()).contains("Server: failed, retrying in 0.0 s: Java heap space");
        routes.back();
        routes.soonAll(ServiceStatus.Started);
    }

    @Test
    void if_somebody_opens_the_breaker_meanwhile_its_probe_finds_the_server() throws Exception {
        routes.away();
        routes.start();
        soon(() -> assertThat(routes.probes).hasPositiveValue());
        routes.breaker.transitionToOpenState();
        soon(() -> assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.DOWN));
        assertThat(routes.status("one")).isEqualTo(ServiceStatus.Stopped);
        routes.back();
        routes.soonAll(ServiceStatus.Started);
        assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.UP);
    }

    @Test
    void a_caller_that_waits_for_the_server_goes_on_when_it_is_there() throws Exception {
        routes.away();
        routes.start();
        var thread = Executors.newSingleThreadExecutor();
        try {
            var waiting = thread.submit(() -> {
                routes.watch.await();
                return "there";
            });
            soon(() -> assertThat(routes.probes).hasValueGreaterThan(2));
            assertThat(waiting).isNotDone();
            routes.back();
            assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo("there");
            routes.watch.await();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_caller_that_waits_for_the_server_is_interrupted_when_the_program_ends() throws Exception {
        routes.away();
        routes.start();
        var thread = Executors.newSingleThreadExecutor();
        try {
            var waiting = thread.submit(() -> {
                routes.watch.await();
                return "there";
            });
            routes.context.stop();
            assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(InterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_probe_that_hangs_does_not_hold_up_the_end_of_the_program() throws Exception {
        var hangs = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        routes.server = () -> {
            hangs.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    interrupted = !never.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    // As a client would that is deep in a read.
                }
            }
        };
        routes.start();
        assertThat(hangs.await(1, TimeUnit.MINUTES)).isTrue();
        var asked = Instant.now();
        routes.context.stop();
        routes.watch.close();
        assertThat(Duration.between(asked, Instant.now()))
                .as("the probe hangs for a minute")
                .isLessThan(Duration.ofSeconds(30));
        never.countDown();
    }
}
