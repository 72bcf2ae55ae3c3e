package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two graphinators and two tableinators on the same queues, each a process of its own, end in the state that one would. */
class ScalingIT {

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final List<String> CONSUMERS = List.of("graphinator", "tableinator");

    /** A service's process, and the port that it answers on. */
    private record Instance(String service, JarProcess process, int port) {}

    private final TestServers servers = TestServers.start();
    private final Broker broker = (RabbitMqVersion.newest().isPresent() ? Brokers.RABBITMQ : Brokers.EMBEDDED).shared();
    private final Inbox inbox = Inbox.on(broker);
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Instance> instances = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        instances.forEach(instance -> instance.process().close());
    }

    @Test
    void two_instances_of_each_consumer_share_two_months_of_dumps_and_end_as_one_would() throws Exception {
        servers.clear();
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        SampleDump.of(800).inMonth(1).writeTo(first);
        SampleDump.of(800).inMonth(2).writeTo(second);
        for (int number = 1; number <= 2; number++) {
            for (String service : CONSUMERS) {
                instances.add(start(service));
            }
        }
        awaitConsumers();
        // The second month begins while the first is still being stored.
        for (Path dump : List.of(first, second)) {
            var extractor =
                    call("extractor").with("DISCOGS_ROOT", dump.toString()).with("EXTRACTOR_EXIT_WHEN_DONE", "true");
            try (var program = extractor.start()) {
                assertThat(program.exitCode(PATIENCE)).as("%s", program).isZero();
            }
        }
        // What is stored is acknowledged a moment later; ended before that, they would give it back.
        try (var exchange = Exchange.connect(broker.port())) {
            for (String service : CONSUMERS) {
                for (DataType type : DataType.values()) {
                    await().atMost(PATIENCE).until(() -> exchange.ready(inbox.queue(service, type)) == 0);
                }
            }
            if (broker instanceof RabbitMqServer rabbitmq) {
                rabbitmq.awaitUnacknowledged(inbox.prefix(), 0, PATIENCE);
            }
        }
        // What brings PART_OF in line, and removes what is older, comes after that.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(3))
                .untilAsserted(() -> StoreAssertions.assertStoresHold(servers.postgres(), servers.neo4j(), second));
        for (Instance instance : instances) {
            assertThat(stored(instance)).as("%s took part", instance).isPositive();
        }
        for (Instance instance : instances) {
            instance.process().terminate();
        }
        for (Instance instance : instances) {
            assertThat(instance.process().exitCode(PATIENCE)).isEqualTo(143);
        }
        try (var exchange = Exchange.connect(broker.port())) {
            for (String service : CONSUMERS) {
                for (DataType type : DataType.values()) {
                    String queue = inbox.queue(service, type);
                    assertThat(exchange.take(queue)).as(queue).isNull();
                    assertThat(exchange.take(queue + "-dead"))
                            .as(queue + "-dead")
                            .isNull();
                }
            }
        }
    }

    /** One that starts late could find nothing left to do. */
    private void awaitConsumers() {
        try (var exchange = Exchange.connect(broker.port())) {
            for (String service : CONSUMERS) {
                for (DataType type : DataType.values()) {
                    await().atMost(PATIENCE).until(() -> exchange.consumers(inbox.queue(service, type)) == 2);
                }
            }
        }
    }

    /** Batches and prefetch are small, so that both instances of a service are at work all the time. */
    private Instance start(String service) {
        int port = LoopbackPort.free();
        var call = call(service)
                .with("GRAPHINATOR_SETTLE_INTERVAL", "1")
                .with(service.toUpperCase(java.util.Locale.ROOT) + "_BATCH_SIZE", "40")
                .with(service.toUpperCase(java.util.Locale.ROOT) + "_PREFETCH", "80")
                .with(service.toUpperCase(java.util.Locale.ROOT) + "_PORT", Integer.toString(port));
        return new Instance(service, call.start(), port);
    }

    private Call call(String service) {
        return Call.of(folder, service).with(servers.settings()).with(inbox.settings());
    }

    /** How many records an instance has settled. */
    private long stored(Instance instance) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + "/health"))
                .timeout(Duration.ofSeconds(10))
                .build();
        String health =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        long sum = 0;
        for (JsonNode type : new ObjectMapper().readTree(health).path("records").path(instance.service())) {
            for (JsonNode outcome : type) {
                sum += outcome.longValue();
            }
        }
        return sum;
    }
}
