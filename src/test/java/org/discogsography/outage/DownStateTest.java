package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.outage.WatchedRoutes.soon;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ServiceStatus;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch does from the opening of the breaker to its closing. */
class DownStateTest {

    private final WatchedRoutes routes = new WatchedRoutes();

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void an_outage_suspends_the_routes_and_a_probe_resumes_them_with_one_line_a_change() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        routes.backlog = () -> 12_345;
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.DOWN);
        assertThat(routes.status("unguarded")).isEqualTo(ServiceStatus.Started);
        int suspended = routes.consumed.get();
        await().until(() -> {
            int before = routes.consumed.get();
            routes.soonProbed(4);
            return routes.consumed.get() == before;
        });
        // The timer's thread may have passed its check, and have one thing to be consumed still.
        int before = routes.consumed.get();
        assertThat(before).as("consumed while suspended").isBetween(suspended, suspended + 1);
        routes.back();

        routes.soonAll(ServiceStatus.Started);
        soon(() -> assertThat(routes.consumed).hasValueGreaterThan(before));
        assertThat(routes.watch.state()).isEqualTo(ServerWatch.State.UP);
        soon(() -> assertThat(routes.log.lines()).anyMatch(line -> line.contains("backlog")));
        routes.backlog = () -> 0;
        soon(() -> assertThat(routes.log.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Server: connecting (attempt 1/5)"),
                        line -> assertThat(line).isEqualTo("Server: connected"),
                        line -> assertThat(line)
                                .isEqualTo("Server: consumers paused, their messages wait: one, three, two"),
                        line -> assertThat(line)
                                .isEqualTo("Server: consumers resumed: one, three, two; backlog 12,345 messages"),
                        line -> assertThat(line)
                                .matches("Server: caught up, " + WatchedRoutes.TIME + " after the consumers resumed")));
        var lines = routes.breakerLog.lines();
        assertThat(lines.get(4)).isEqualTo("Server: breaker OPEN after 5 failures, the last: connection lost");
        assertThat(lines).filteredOn(line -> line.contains("OPEN after")).hasSize(1);
        assertThat(lines.get(lines.size() - 1))
                .matches("Server: breaker CLOSED, it was open for " + WatchedRoutes.TIME);
    }

    @Test
    void a_trial_that_throws_an_error_has_failed_and_another_follows() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        routes.outage();
        routes.server = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        routes.soonAll(ServiceStatus.Suspended);
        routes.soonProbed(3);
        assertThat(routes.watch.lastError()).isEqualTo("Java heap space");
        routes.back();
        routes.soonAll(ServiceStatus.Started);
    }

    @Test
    void an_error_in_the_watch_itself_does_not_end_it() throws Exception {
        var asked = new AtomicInteger();
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        routes.backlog = () -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("Java heap space");
        };
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        routes.back();
        soon(() -> assertThat(asked).hasPositiveValue());
        routes.soonAll(ServiceStatus.Started);

        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        routes.backlog = () -> 7;
        routes.back();
        routes.soonAll(ServiceStatus.Started);
        soon(() -> assertThat(routes.log.lines())
                .last()
                .asString()
                .isEqualTo("Server: consumers resumed: one, three, two; backlog 7 messages"));
    }

    @Test
    void an_error_while_a_consumer_is_suspended_concerns_its_route_alone() throws Exception {
        routes.start();
        var suspended = new AtomicInteger();
        routes.context.addComponent("faulty", new FaultyConsumers(suspended));
        routes.add("faulty:four", "four");
        routes.soonAll(ServiceStatus.Started);
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        soon(() -> assertThat(suspended).hasPositiveValue());
        routes.back();
        routes.soonAll(ServiceStatus.Started);
        soon(() -> assertThat(routes.status("four")).isEqualTo(ServiceStatus.Started));
    }

    /** Its consumers throw an Error when they are to be suspended. */
    private static final class FaultyConsumers extends DefaultComponent {

        private final AtomicInteger suspended;

        FaultyConsumers(AtomicInteger suspended) {
            this.suspended = suspended;
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new FaultyConsumer(this, processor, suspended);
                }
            };
        }
    }

    private static final class FaultyConsumer extends DefaultConsumer implements Suspendable {

        private final AtomicInteger suspended;

        FaultyConsumer(Endpoint endpoint, Processor processor, AtomicInteger suspended) {
            super(endpoint, processor);
            this.suspended = suspended;
        }

        @Override
        protected void doSuspend() {
            suspended.incrementAndGet();
            throw new OutOfMemoryError("as a test");
        }
    }

    @Test
    void giving_up_opens_the_breaker_only_for_an_outage() throws Exception {
        routes.start(WatchedRoutes.FOR_LONG);
        routes.soonAll(ServiceStatus.Started);
        routes.watch.givenUp(new IllegalArgumentException("a bad record"));
        assertThat(routes.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(routes.watch.lastError()).isNull();
        routes.away();
        routes.watch.givenUp(new IOException("a locked table"));
        assertThat(routes.breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(routes.watch.lastError()).isEqualTo("a locked table");
        routes.soonAll(ServiceStatus.Suspended);
        routes.back();
        routes.breaker.transitionToHalfOpenState();
        routes.soonAll(ServiceStatus.Started);
    }

    @Test
    void a_trial_without_an_outcome_is_made_again() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        var trial = new CountDownLatch(1);
        routes.breaker.getEventPublisher().onStateTransition(event -> {
            // Before the watch gets to it, somebody else takes the one permit, and gives it back unused.
            if (event.getStateTransition().getToState() == CircuitBreaker.State.HALF_OPEN && trial.getCount() > 0) {
                routes.breaker.acquirePermission();
                trial.countDown();
            }
        });
        routes.outage();
        assertThat(trial.await(1, TimeUnit.MINUTES)).isTrue();
        routes.soonAll(ServiceStatus.Suspended);
        routes.back();
        routes.breaker.releasePermission();
        routes.soonAll(ServiceStatus.Started);
    }

    @Test
    void however_often_and_fast_the_breaker_changes_the_routes_end_as_it_does() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        long seed = System.nanoTime();
        var random = new Random(seed);
        var threads = Executors.newFixedThreadPool(3);
        var end = Instant.now().plusSeconds(3);
        routes.server = () -> {
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
                                case 0 -> routes.breaker.transitionToOpenState();
                                case 1 -> routes.breaker.transitionToClosedState();
                                case 2 -> routes.breaker.transitionToHalfOpenState();
                                default -> routes.watch.givenUp(new IOException("given up"));
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
        routes.back();
        soon(() -> assertThat(routes.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED));
        // The watch may be about to take note of what the breaker was before.
        soon(() -> assertThat(routes.watch.state()).as("seed %d", seed).isEqualTo(ServerWatch.State.UP));
        routes.soonAll(ServiceStatus.Started);
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
    }
}
