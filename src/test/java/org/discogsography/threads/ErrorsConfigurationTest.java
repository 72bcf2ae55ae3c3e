package org.discogsography.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.scheduler.SchedulerEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an Error does in a route, wherever it occurs: its caller learns of it, and what repeats goes on. */
class ErrorsConfigurationTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Object> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger wentOn = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean(true);

    private final Processor step = exchange -> {
        if (failing.get()) {
            throw new OutOfMemoryError("as a test");
        }
        written.add(exchange.getMessage().getBody());
    };

    @BeforeEach
    void start() throws Exception {
        new ErrorsConfiguration().configure(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).process(exchange -> failures.incrementAndGet());
                from("direct:step").process(step);
                from("direct:filter").filter(body().isNotNull()).process(step).end();
                from("direct:split")
                        .split(body())
                        .stopOnException()
                        .process(step)
                        .end();
                from("direct:breaker").circuitBreaker().process(step).end();
                from("direct:calls").to("direct:without-handler").process(exchange -> wentOn.incrementAndGet());
                from("direct:calls-by-template").process(exchange -> {
                    var answer = context.createProducerTemplate()
                            .request("direct:without-handler", call -> call.getMessage()
                                    .setBody("a"));
                    if (answer.getException() != null) {
                        throw answer.getException();
                    }
                });
                from("direct:without-handler").errorHandler(noErrorHandler()).process(step);
                from("seda:from-a-queue?pollTimeout=50").process(step);
                from("timer:once?repeatCount=1&delay=0")
                        .autoStartup(false)
                        .routeId("timer")
                        .process(step);
                from("direct:handler")
                        .onException(Exception.class)
                        .handled(true)
                        .process(step)
                        .end()
                        .throwException(new IllegalStateException("first"));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "direct:step",
                "direct:filter",
                "direct:split",
                "direct:breaker",
                "direct:calls",
                "direct:calls-by-template"
            })
    void an_Error_is_the_failure_of_its_exchange_and_the_next_one_comes_through(String route) throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        try {
            // No caller waits forever. It learns of the failure, unless its route has handled it.
            Exchange first = thread.submit(() -> send(route)).get(1, TimeUnit.MINUTES);
            assertThat(failures.get() + (first.getException() == null ? 0 : 1)).isEqualTo(1);
            failing.set(false);
            Exchange second = thread.submit(() -> send(route)).get(1, TimeUnit.MINUTES);
            assertThat(second.getException()).isNull();
            assertThat(wentOn).hasValue(route.equals("direct:calls") ? 1 : 0); // and not after the failure
            assertThat(written).hasSize(1);
        } finally {
            thread.shutdownNow();
        }
    }

    private Exchange send(String route) {
        return context.createProducerTemplate()
                .request(route, call -> call.getMessage().setBody("a"));
    }

    @Test
    void an_Error_in_the_thread_of_a_consumer_leaves_it_at_work() {
        var template = context.createProducerTemplate();
        template.sendBody("seda:from-a-queue", "a");
        await().until(() -> failures.get() == 1);
        failing.set(false);
        template.sendBody("seda:from-a-queue", "b");
        await().until(() -> written.equals(List.of("b")));
    }

    @Test
    void an_Error_in_the_thread_of_a_timer_is_the_failure_of_its_exchange() throws Exception {
        context.getRouteController().startRoute("timer");
        await().until(() -> failures.get() == 1);
    }

    @Test
    void an_Error_in_what_handles_a_failure_reaches_the_caller() {
        Exchange answer = context.createProducerTemplate()
                .request("direct:handler", call -> call.getMessage().setBody("a"));
        assertThat(answer.getException()).hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void an_Error_when_the_interval_completes_a_batch_does_not_end_the_interval() throws Exception {
        try (var log = LogLines.of(LoggedTask.class)) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:collect")
                            .aggregate(constant("all"), new FailingCompletion())
                            .completionInterval(50)
                            .process(exchange ->
                                    written.add(exchange.getMessage().getBody()));
                }
            });
            var template = context.createProducerTemplate();
            template.sendBody("direct:collect", "a");
            await().until(() -> !log.lines().isEmpty());
            failing.set(false);
            template.sendBody("direct:collect", "b");
            await().until(() -> written.contains("b"));
        }
    }

    @Test
    void a_run_that_the_end_of_the_program_breaks_off_is_one_line_and_no_stack_trace() throws Exception {
        var hangs = new CountDownLatch(1);
        try (var log = LogLines.of(EndedRuns.class);
                var traces = LogLines.of("org.apache.camel.component.scheduler.SchedulerConsumer")) {
            context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
            context.getShutdownStrategy().setTimeout(1);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("scheduler:hangs").routeId("hangs").process(exchange -> {
                        hangs.countDown();
                        new CountDownLatch(1).await();
                    });
                }
            });
            hangs.await();
            context.stop();
            await().untilAsserted(() -> assertThat(log.lines())
                    .containsExactly("route hangs: broken off by the end of the program, the next start continues"));
            assertThat(traces.lines()).isEmpty();
        }
    }

    @Test
    void a_run_that_fails_while_the_program_works_is_logged_with_its_trace() throws Exception {
        try (var log = LogLines.of(SchedulerEndpoint.class)) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("scheduler:fails")
                            .errorHandler(noErrorHandler())
                            .throwException(new IllegalStateException("as a test"));
                }
            });
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("as a test")));
        }
    }

    private final class FailingCompletion implements AggregationStrategy {

        @Override
        public Exchange aggregate(Exchange before, Exchange next) {
            return next;
        }

        @Override
        public void onCompletion(Exchange collected) {
            if (failing.get()) {
                throw new OutOfMemoryError("as a test");
            }
        }
    }
}
