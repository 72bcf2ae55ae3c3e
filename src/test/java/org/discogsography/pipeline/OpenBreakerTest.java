package org.discogsography.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;

/** An open breaker lets nothing through as if it had been written. */
class OpenBreakerTest {

    private static final int MESSAGES = 60;

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(assertion);
    }

    @Test
    void while_the_breakers_are_open_nothing_is_acknowledged_and_afterwards_everything_is_stored() throws Exception {
        var servers = TestServers.start().clear();
        var broker = Brokers.EMBEDDED.shared();
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", broker.address());
        settings.put("camel.main.shutdown-timeout", "3");
        // Until the test has looked.
        settings.put("breaker.open-for", "600");
        try (var exchange = Exchange.connect(broker.port())) {
            exchange.purgeAll();
            try (var program = Program.start(Topology.CONSUMERS, settings)) {
                List<CircuitBreaker> breakers = Stream.of("postgresql-breaker", "neo4j-breaker")
                        .map(breaker -> program.main().lookup(breaker, CircuitBreaker.class))
                        .toList();
                breakers.forEach(CircuitBreaker::transitionToOpenState);
                for (int i = 0; i < MESSAGES; i++) {
                    String body = "{\"type\":\"data\",\"id\":\"" + i + "\",\"name\":\"A\"}";
                    exchange.send("artists", Map.of(), body.getBytes(UTF_8));
                }
                exchange.confirm();
                for (String service : Topology.CONSUMERS) {
                    assertThat(program.records().settled(new ConsumerQueue(service, ARTISTS)))
                            .isZero();
                    // The embedded broker counts what is out for delivery as well: all that is not acknowledged.
                    assertThat(exchange.ready(queue(service))).isEqualTo(MESSAGES);
                }
                // What is stored while its channel is being closed would count twice.
                for (String service : Topology.CONSUMERS) {
                    soon(() -> assertThat(program.main()
                                    .getCamelContext()
                                    .getRouteController()
                                    .getRouteStatus(service + "-artists"))
                            .isEqualTo(ServiceStatus.Suspended));
                    assertThat(program.records().settled(new ConsumerQueue(service, ARTISTS)))
                            .isZero();
                    assertThat(exchange.ready(queue(service))).isEqualTo(MESSAGES);
                }
                breakers.forEach(CircuitBreaker::transitionToHalfOpenState);
                for (String service : Topology.CONSUMERS) {
                    soon(() -> assertThat(program.records().settled(new ConsumerQueue(service, ARTISTS)))
                            .isEqualTo(MESSAGES));
                    soon(() -> assertThat(exchange.ready(queue(service))).isZero());
                    assertThat(exchange.ready(queue(service) + "-dead")).isZero();
                }
                assertThat(rows(servers)).isEqualTo(MESSAGES);
            }
        }
    }

    private static String queue(String service) {
        return "discogsography-" + service + "-artists";
    }

    private static int rows(TestServers servers) throws Exception {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var count = statement.executeQuery("select count(*) from artists")) {
            count.next();
            return count.getInt(1);
        }
    }
}
