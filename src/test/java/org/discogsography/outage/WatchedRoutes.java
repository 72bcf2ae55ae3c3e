package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.servers.LogLines;
import org.discogsography.timeline.Timeline;

/** A watch over a made-up server, with three routes that need it, {@code one} to {@code three}, and one that does not. */
final class WatchedRoutes implements AutoCloseable {

    /** A time in a log line, as a regular expression: the machine may be busy. */
    static final String TIME = "(\\d+\\.\\d s|\\d+ s|\\d+ min \\d+ s)";

    /** For a breaker that stays open until somebody, here the test, has it tried. */
    static final Duration FOR_LONG = Duration.ofMinutes(10);

    final AtomicInteger probes = new AtomicInteger();
    final AtomicInteger consumed = new AtomicInteger();
    final DefaultCamelContext context = new DefaultCamelContext();
    final LogLines log = LogLines.of(ServerWatch.class, "Server: ");
    final LogLines breakerLog = LogLines.of(BreakerLog.class, "Server: ");
    volatile Probe server = () -> {};
    volatile LongSupplier backlog = () -> 0;
    CircuitBreaker breaker;
    ServerWatch watch;

    void start() throws Exception {
        start(Duration.ofMillis(100));
    }

    /** @param openFor how long the breaker stays open */
    void start(Duration openFor) throws Exception {
        var timeline = new Timeline();
        breaker = Breakers.create("Server", 5, openFor, WatchedRoutes::classify, timeline);
        watch = new ServerWatch(
                new WatchedServer("Server", WatchedRoutes::classify, this::probe, () -> backlog.getAsLong()),
                new Reconnecting(
                        new Backoff(5, Duration.ofMillis(10), 2, Duration.ofMillis(200), 0), Duration.ofMillis(40)),
                breaker,
                timeline);
        context.getRegistry().bind("server-watch", watch);
        context.addStartupListener(watch);
        context.getShutdownStrategy().setTimeout(2);
        for (String route : List.of("one", "two")) {
            add("seda:" + route + "?pollTimeout=50", route);
        }
        add("timer:three?period=5&delay=0", "three");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:unguarded?pollTimeout=50").routeId("unguarded").to("mock:unguarded");
            }
        });
        context.start();
    }

    /** Adds a route that needs the server, or puts it in the place of the one with its id. */
    void add(String uri, String id) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(id).routePolicyRef("server-watch").process(exchange -> consumed.incrementAndGet());
            }
        });
    }

    private static Failure classify(Throwable failure) {
        return failure instanceof IllegalArgumentException ? Failure.REFUSED : Failure.OUTAGE;
    }

    private void probe() throws Exception {
        probes.incrementAndGet();
        server.run();
    }

    void away() {
        server = () -> {
            throw new IOException("connection refused");
        };
    }

    void back() {
        server = () -> {};
    }

    /** As a batch does that finds the server away. */
    void outage() {
        away();
        for (int i = 0; i < 5; i++) {
            fail("connection lost");
        }
    }

    /** A call to the server fails. */
    void fail(String reason) {
        assertThatThrownBy(() -> breaker.executeCallable(() -> {
                    throw new IOException(reason);
                }))
                .isInstanceOf(IOException.class);
    }

    ServiceStatus status(String route) {
        return context.getRouteController().getRouteStatus(route);
    }

    static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
    }

    void soonAll(ServiceStatus status) {
        soon(() -> assertThat(List.of("one", "two", "three"))
                .allSatisfy(route -> assertThat(status(route)).isEqualTo(status)));
    }

    /** The server has been probed so many times more. */
    void soonProbed(int times) {
        int before = probes.get();
        soon(() -> assertThat(probes).hasValueGreaterThanOrEqualTo(before + times));
    }

    @Override
    public void close() {
        log.close();
        breakerLog.close();
        context.stop();
        if (watch != null) {
            watch.close();
            // An open one would log its next change in a later test.
            breaker.transitionToClosedState();
        }
    }
}
