package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.outage.WatchedRoutes.soon;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that accepts connections and never answers. */
class HungServerDetectorTest {

    private final WatchedRoutes routes = new WatchedRoutes();

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void one_failure_opens_the_breaker_of_a_server_that_has_been_silent_for_long() throws Exception {
        var never = new CountDownLatch(1);
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        try (var liveness = new Liveness("Server", never::await)) {
            routes.watch.openAfter(Duration.ofSeconds(2), liveness);
            routes.fail("no answer");
            liveness.start();
            soon(() -> assertThat(liveness.silence()).isGreaterThan(Duration.ofSeconds(2)));
            assertThat(routes.breaker.getState())
                    .as("neither the silence nor a failure before it is enough")
                    .isEqualTo(CircuitBreaker.State.CLOSED);
            routes.away();
            routes.fail("no answer");
            routes.soonAll(ServiceStatus.Suspended);
            assertThat(routes.log.lines())
                    .filteredOn(line -> line.contains("hangs"))
                    .singleElement()
                    .asString()
                    .matches("Server: hangs: no response for " + WatchedRoutes.TIME);
            assertThat(routes.breakerLog.lines()).contains("Server: breaker OPEN, the last failure: no answer");
        }
        routes.back();
        routes.soonAll(ServiceStatus.Started);
    }

    @Test
    void a_server_that_answers_or_refuses_takes_all_failures() throws Exception {
        routes.start(WatchedRoutes.FOR_LONG);
        routes.soonAll(ServiceStatus.Started);
        var longest = Duration.ofMillis(200);
        var answering = new AtomicInteger();
        var refusing = new AtomicInteger();
        try (var answered = new Liveness("Server", answering::incrementAndGet).start();
                var refused = new Liveness("Server", () -> {
                            refusing.incrementAndGet();
                            throw new IOException("connection refused");
                        })
                        .start()) {
            routes.watch.openAfter(longest, answered);
            routes.watch.openAfter(longest, refused);
            soon(() -> assertThat(answering).hasValueGreaterThan(1));
            soon(() -> assertThat(refusing).hasValueGreaterThan(1));
            // A check that is under way is without an answer, for as long as its thread stands still: there is no
            // other.
            answered.close();
            refused.close();
            soon(() ->
                    assertThat(List.of(answered.silence(), refused.silence())).containsOnly(Duration.ZERO));
            await().pollDelay(longest.multipliedBy(2)).until(() -> true);
            for (int failure = 1; failure <= 4; failure++) {
                routes.fail("no answer");
            }
            var followed = new CountDownLatch(1);
            routes.watch.thread().soon(followed::countDown);
            assertThat(followed.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(routes.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
            routes.away();
            routes.fail("no answer");
            assertThat(routes.breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        }
    }
}
