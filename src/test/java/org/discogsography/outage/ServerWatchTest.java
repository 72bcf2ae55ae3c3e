package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.servers.LogLines;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch over a made-up server, with routes that need it. */
class ServerWatchTest {

    private static final Duration OPEN_FOR = Duration.ofMillis(100);

    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger consumed = new AtomicInteger();
    private final AtomicLong backlog = new AtomicLong();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private volatile Probe server = () -> {};
    private LogLines log;
    private LogLines breakerLog;
    private CircuitBreaker breaker;
    private final Timeline timeline = new Timeline();
    private ServerWatch watch;

    @BeforeEach
    void listen() {
        log = LogLines.of(ServerWatch.class);
        breakerLog = LogLines.of(BreakerLog.class);
    }

    @AfterEach
    void stop() {
        log.close();
        breakerLog.close();
        context.stop();
        if (watch != null) {
            watch.close();
        }
    }

    private void start() throws Exception {
        start(OPEN_FOR);
    }

    private void start(Duration openFor) throws Exception {
        breaker = Breakers.create(
                "Server",
                5,
                openFor,
                failure -> failure instanceof IllegalArgumentException ? Failure.REFUSED : Failure.OUTAGE,
                timeline);
        watch = new ServerWatch(
                "Server",
                breaker,
                failure -> failure instanceof IllegalArgumentException ? Failure.REFUSED : Failure.OUTAGE,
                () -> {
                    probes.incrementAndGet();
                    server.run();
                },
                new Backoff(5, Duration.ofMillis(10), 2, Duration.ofMillis(200), 0),
                Duration.ofMillis(40),
                backlog::get,
                timeline);
        context.getRegistry().bind("server-watch", watch);
        context.addStartupListener(watch);
        context.getShutdownStrategy().setTimeout(2);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String route : List.of("one", "two")) {
                    from("seda:" + route + "?pollTimeout=50")
                            .routeId(route)
                            .routePolicyRef("server-watch")
                            .process(exchange -> consumed.incrementAndGet());
                }
                from("timer:three?period=5&delay=0")
                        .routeId("three")
                        .routePolicyRef("server-watch")
                        .process(exchange -> consumed.incrementAndGet());
                from("seda:unguarded?pollTimeout=50").routeId("unguarded").to("mock:unguarded");
            }
        });
        context.start();
    }

    private void away() {
        server = () -> {
            throw new IOException("connection refused");
        };
    }

    private void back() {
        server = () -> {};
    }

    /** As a batch does that finds the server away. */
    private void outage() {
        away();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> breaker.executeCallable(() -> {
                        throw new IOException("connection lost");
                    }))
                    .isInstanceOf(IOException.class);
        }
    }

    private ServiceStatus status(String route) {
        return context.getRouteController().getRouteStatus(route);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(assertion);
    }

    private void soonAll(ServiceStatus status) {
        soon(() -> assertThat(List.of("one", "two", "three"))
                .allSatisfy(route -> assertThat(status(route)).isEqualTo(status)));
    }

    @Test
    void routes_start_when_the_server_is_found_and_each_of_the_first_tries_is_told_once() throws Exception {
        away();
        start();
        soon(() -> assertThat(probes).hasValueGreaterThan(8));
        assertThat(status("one")).isEqualTo(ServiceStatus.Stopped);
        assertThat(status("unguarded")).isEqualTo(ServiceStatus.Started);
        assertThat(consumed).hasValue(0);
        assertThat(watch.state()).isEqualTo(ServerWatch.State.CONNECTING);
        assertThat(watch.lastError()).isEqualTo("connection refused");
        back();

        soonAll(ServiceStatus.Started);
        assertThat(watch.state()).isEqualTo(ServerWatch.State.UP);
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 1/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, again in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 2/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, again in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 3/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, again in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 4/5)"),
                        line -> assertThat(line).isEqualTo("Server: failed, again in 0.0 s: connection refused"),
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 5/5)"),
                        line -> assertThat(line)
                                .isEqualTo("Server: failed, from now on tried every 0.0 s until it is there: "
                                        + "connection refused"),
                        line -> assertThat(line).matches("Server: connected after \\d\\.\\d s"));
    }

    @Test
    void a_server_that_is_there_is_told_in_two_lines() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        assertThat(log.lines()).containsExactly("Server: connecting (attempt 1/5)", "Server: connected");
        assertThat(probes).hasValue(1);
    }

    @Test
    void an_outage_suspends_the_routes_and_a_probe_resumes_them_with_one_line_a_change() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        backlog.set(12_345);
        outage();
        soonAll(ServiceStatus.Suspended);
        assertThat(watch.state()).isEqualTo(ServerWatch.State.DOWN);
        assertThat(status("unguarded")).isEqualTo(ServiceStatus.Started);
        int before = consumed.get();
        int tries = probes.get();
        soon(() -> assertThat(probes).hasValueGreaterThan(tries + 3));
        assertThat(consumed).as("consumed while suspended").hasValue(before);
        back();

        soonAll(ServiceStatus.Started);
        soon(() -> assertThat(consumed).hasValueGreaterThan(before));
        assertThat(watch.state()).isEqualTo(ServerWatch.State.UP);
        soon(() -> assertThat(log.lines()).anyMatch(line -> line.contains("backlog")));
        backlog.set(0);
        soon(() -> assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 1/5)"),
                        line -> assertThat(line).isEqualTo("Server: connected"),
                        line -> assertThat(line)
                                .isEqualTo("Server: consumers paused, their messages wait: one, three, two"),
                        line -> assertThat(line)
                                .isEqualTo("Server: consumers resumed: one, three, two; backlog 12,345 messages"),
                        line -> assertThat(line)
                                .matches("Server: caught up, \\d\\.\\d s after the consumers resumed")));
        var told = breakerLog.lines();
        assertThat(told.get(4)).isEqualTo("Server: breaker OPEN after 5 failures, the last: connection lost");
        assertThat(told).filteredOn(line -> line.contains("OPEN after")).hasSize(1);
        assertThat(told.get(told.size() - 1)).matches("Server: breaker CLOSED, it was open for \\d\\.\\d s");
    }

    @Test
    void what_somebody_stopped_or_suspended_stays_so() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        context.getRouteController().suspendRoute("two");
        outage();
        soon(() -> assertThat(status("one")).isEqualTo(ServiceStatus.Suspended));
        soon(() -> assertThat(status("three")).isEqualTo(ServiceStatus.Suspended));
        context.getRouteController().stopRoute("three");
        back();

        soon(() -> assertThat(status("one")).isEqualTo(ServiceStatus.Started));
        soon(() -> assertThat(log.lines())
                .last()
                .asString()
                .isEqualTo("Server: consumers resumed: one; backlog 0 messages"));
        assertThat(status("two")).isEqualTo(ServiceStatus.Suspended);
        assertThat(status("three")).isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void what_somebody_resumes_during_an_outage_is_suspended_again_until_it_is_over() throws Exception {
        start(Duration.ofSeconds(6)); // no change of the breaker's state is to bring the routes in line
        soonAll(ServiceStatus.Started);
        context.getRouteController().suspendRoute("two");
        outage();
        soonAll(ServiceStatus.Suspended);
        context.getRouteController().resumeRoute("one");
        context.getRouteController().stopRoute("three");
        context.getRouteController().startRoute("three");

        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> assertThat(List.of("one", "two", "three"))
                .allSatisfy(route -> assertThat(status(route)).isEqualTo(ServiceStatus.Suspended)));
        var shown = new BreakerInJmx(watch, 5, Duration.ofSeconds(6));
        assertThat(shown.getState()).isEqualTo("OPEN");
        assertThat(shown.getServerState()).isEqualTo("DOWN");
        assertThat(shown.getFailures()).isEqualTo(5);
        back();

        soon(() -> assertThat(List.of("one", "three"))
                .allSatisfy(route -> assertThat(status(route)).isEqualTo(ServiceStatus.Started)));
        assertThat(status("two")).as("suspended by hand before the outage").isEqualTo(ServiceStatus.Suspended);
    }

    @Test
    void a_route_that_is_edited_during_an_outage_starts_when_the_server_is_back() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        outage();
        soonAll(ServiceStatus.Suspended);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:one?period=5&delay=0")
                        .routeId("one")
                        .routePolicyRef("server-watch")
                        .process(exchange -> consumed.incrementAndGet());
            }
        });
        int tries = probes.get();
        soon(() -> assertThat(probes).hasValueGreaterThan(tries + 2));
        assertThat(status("one")).isEqualTo(ServiceStatus.Stopped);
        back();
        soonAll(ServiceStatus.Started);
    }

    @Test
    void giving_up_opens_the_breaker_only_for_an_outage() throws Exception {
        start(Duration.ofSeconds(2));
        soonAll(ServiceStatus.Started);
        watch.givenUp(new IllegalArgumentException("a bad record"));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(watch.lastError()).isNull();
        away();
        watch.givenUp(new IOException("a locked table"));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(watch.lastError()).isEqualTo("a locked table");
        soonAll(ServiceStatus.Suspended);
        back();
        soonAll(ServiceStatus.Started);
    }

    private void fail() {
        assertThatThrownBy(() -> breaker.executeCallable(() -> {
                    throw new IOException("no answer");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void one_failure_opens_the_breaker_of_a_server_that_has_been_silent_for_long() throws Exception {
        var never = new CountDownLatch(1);
        start();
        soonAll(ServiceStatus.Started);
        try (var pulse = new Liveness("Server", never::await).start()) {
            watch.openAfter(Duration.ofSeconds(2), pulse);
            fail();
            soon(() -> assertThat(pulse.silence()).isGreaterThan(Duration.ofSeconds(2)));
            assertThat(breaker.getState())
                    .as("neither the silence nor a failure before it is enough")
                    .isEqualTo(CircuitBreaker.State.CLOSED);
            away();
            fail();
            soonAll(ServiceStatus.Suspended);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("hangs"))
                    .singleElement()
                    .asString()
                    .matches("Server: hangs: neither an answer nor a refusal for \\d\\.\\d s");
            assertThat(breakerLog.lines()).contains("Server: breaker OPEN, the last failure: no answer");
        }
        back();
        soonAll(ServiceStatus.Started);
    }

    @Test
    void where_the_pulse_is_answered_or_refused_it_takes_all_failures() throws Exception {
        start(Duration.ofSeconds(2));
        soonAll(ServiceStatus.Started);
        var refusing = new AtomicInteger();
        try (var answered = new Liveness("Server", () -> {}).start();
                var refused = new Liveness("Server", () -> {
                            refusing.incrementAndGet();
                            throw new IOException("connection refused");
                        })
                        .start()) {
            watch.openAfter(Duration.ofMillis(200), answered);
            watch.openAfter(Duration.ofMillis(200), refused);
            soon(() -> assertThat(refusing).hasValueGreaterThan(1));
            for (int failure = 1; failure <= 4; failure++) {
                fail();
            }
            Thread.sleep(200);
            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
            away();
            fail();
            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        }
    }

    @Test
    void a_trial_whose_outcome_nobody_learned_is_made_again() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        var trial = new CountDownLatch(1);
        breaker.getEventPublisher().onStateTransition(event -> {
            // Before the watch gets to it, somebody else takes the one permit, and gives it back unused.
            if (event.getStateTransition().getToState() == CircuitBreaker.State.HALF_OPEN && trial.getCount() > 0) {
                breaker.acquirePermission();
                trial.countDown();
            }
        });
        outage();
        assertThat(trial.await(5, TimeUnit.SECONDS)).isTrue();
        soonAll(ServiceStatus.Suspended);
        back();
        breaker.releasePermission();
        soonAll(ServiceStatus.Started);
    }

    @Test
    void however_often_and_fast_the_breaker_changes_the_routes_end_as_it_does() throws Exception {
        start();
        soonAll(ServiceStatus.Started);
        long seed = System.nanoTime();
        var random = new Random(seed);
        var threads = Executors.newFixedThreadPool(3);
        var end = Instant.now().plusSeconds(3);
        server = () -> {
            if (random.nextInt(3) > 0) {
                throw new IOException("away again");
            }
        };
        try {
            List<Future<?>> changing = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                changing.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        try {
                            switch (random.nextInt(4)) {
                                case 0 -> breaker.transitionToOpenState();
                                case 1 -> breaker.transitionToClosedState();
                                case 2 -> breaker.transitionToHalfOpenState();
                                default -> watch.givenUp(new IOException("given up"));
                            }
                        } catch (RuntimeException e) {
                            // No such transition from where it is now.
                        }
                        Thread.sleep(random.nextInt(30));
                    }
                    return null;
                }));
            }
            for (Future<?> change : changing) {
                change.get();
            }
        } finally {
            threads.shutdownNow();
        }
        back();
        soon(() -> assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED));
        soonAll(ServiceStatus.Started);
        assertThat(watch.state()).as("seed %d", seed).isEqualTo(ServerWatch.State.UP);
        outage();
        soonAll(ServiceStatus.Suspended);
    }

    @Test
    void who_waits_for_the_server_goes_on_when_it_is_there() throws Exception {
        away();
        start();
        var thread = Executors.newSingleThreadExecutor();
        try {
            var waiting = thread.submit(() -> {
                watch.await();
                return "there";
            });
            soon(() -> assertThat(probes).hasValueGreaterThan(2));
            assertThat(waiting).isNotDone();
            back();
            assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("there");
            watch.await();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void who_waits_for_the_server_is_interrupted_when_the_program_ends() throws Exception {
        away();
        start();
        var thread = Executors.newSingleThreadExecutor();
        try {
            var waiting = thread.submit(() -> {
                watch.await();
                return "there";
            });
            context.stop();
            assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_probe_that_hangs_does_not_hold_up_the_end_of_the_program() throws Exception {
        var hangs = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        server = () -> {
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
        start();
        assertThat(hangs.await(5, TimeUnit.SECONDS)).isTrue();
        var asked = Instant.now();
        context.stop();
        watch.close();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(3));
        never.countDown();
    }
}
