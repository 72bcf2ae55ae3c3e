package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever befalls the broker while a dump is published: in its queues no record is missing, and none has overtaken another. */
class PublishedOrderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long RECORDS = 10_000;

    /** Of the extractor, for 100 records. */
    private static final Duration PACE = Duration.ofMillis(200);

    @Test
    void records_are_in_the_order_of_their_file_though_the_broker_was_killed_hung_and_in_alarm(@TempDir Path folder)
            throws Exception {
        Brokers.requireRabbitMq();
        SampleDump.Written dump = SampleDump.of(RECORDS).writeTo(Files.createDirectory(folder.resolve("dump")));
        try (var broker = RabbitMqServer.start()) {
            Map<String, String> settings = new HashMap<>(SlowExtractor.settings(folder.resolve("routes"), PACE));
            settings.putAll(Map.of(
                    "amqp.connection", broker.address(),
                    "amqp.heartbeat", "1",
                    "amqp.timeout", "1",
                    "amqp.confirm-timeout", "2",
                    "extractor.batch-size", "100",
                    "breaker.open-for", "1",
                    "retry.delay", "100",
                    "retry.maximum-delay", "500",
                    "discogs.root", folder.resolve("dump").toString()));
            try (var program = Program.start(List.of("extractor"), settings)) {
                awaitMore(program);
                broker.kill();
                Thread.sleep(1_000);
                broker.restart();
                awaitMore(program);
                broker.pause();
                Thread.sleep(6_000);
                broker.unpause();
                awaitMore(program);
                broker.raiseAlarm();
                Thread.sleep(1_000);
                broker.kill();
                broker.restart();
                awaitMore(program);
                assertThat(program.extraction().ended())
                        .as("all outages met work")
                        .isFalse();
                await().atMost(PATIENCE).until(() -> program.extraction().ended());
            }
            try (var exchange = Exchange.connect(broker.port())) {
                for (DumpFile file : dump.files()) {
                    // A window that failed is published again, from its beginning: what counts is when each came first.
                    assertThat(arrived(exchange, file.type())).as(file.name()).containsExactlyElementsOf(ids(file));
                }
            }
        }
    }

    /** Until the broker has confirmed more. */
    private static void awaitMore(Program program) {
        long before = published(program);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> published(program) > before + 100);
    }

    private static long published(Program program) {
        return List.of(DataType.values()).stream()
                .mapToLong(type -> program.records().total(new ConsumerQueue("extractor", type), Outcome.PUBLISHED))
                .sum();
    }

    private static Set<String> arrived(Exchange exchange, DataType type) {
        Set<String> ids = new LinkedHashSet<>();
        String queue = "discogsography-tableinator-" + type;
        for (GetResponse message : exchange.takeAll(queue)) {
            Object id = message.getProps().getHeaders().get("id");
            if (id != null) {
                ids.add(id.toString());
            }
        }
        return ids;
    }

    private static List<String> ids(DumpFile file) throws Exception {
        List<String> ids = new ArrayList<>();
        try (var reader = DumpReader.open(file, rejected -> {})) {
            reader.forEachRemaining(record -> ids.add(record.id()));
        }
        return ids;
    }
}
