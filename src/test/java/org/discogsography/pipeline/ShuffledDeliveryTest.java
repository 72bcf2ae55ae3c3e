package org.discogsography.pipeline;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.Topology;
import org.discogsography.broker.messages.Message;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three months of dumps, every message twice, in one random order, through two instances of each service at once. */
class ShuffledDeliveryTest {

    private static final Logger LOG = LoggerFactory.getLogger(ShuffledDeliveryTest.class);
    private static final List<String> CONSUMERS = List.of("graphinator", "tableinator");

    private final TestServers servers = TestServers.start();

    @Test
    void whatever_the_order_and_however_often_the_stores_hold_the_newest_version_of_each_record(@TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        LOG.info("shuffled with -Dseed={}", seed);
        servers.clear();
        List<Path> months = new ArrayList<>();
        List<OutboundMessage> messages = new ArrayList<>();
        String newest = "";
        for (int month = 1; month <= 3; month++) {
            Path monthly = folder.resolve("month-" + month);
            var dump = SampleDump.of(250).inMonth(month).writeTo(monthly);
            months.add(monthly);
            newest = dump.version();
            for (DumpFile file : dump.files()) {
                messages.addAll(messages(file));
            }
        }
        List<OutboundMessage> deliveries = new ArrayList<>(messages);
        deliveries.addAll(messages);
        Collections.shuffle(deliveries, new Random(seed));

        Map<String, String> settings = new HashMap<>(servers.settings());
        // Small batches, many of them, in each other's way.
        settings.put("graphinator.batch-size", "40");
        settings.put("tableinator.batch-size", "40");
        settings.put("graphinator.prefetch", "80");
        settings.put("tableinator.prefetch", "80");
        settings.put("retry.delay", "20");
        settings.put("breaker.failures", "100");
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        try (var exchange = Exchange.connect(servers.broker().port());
                var one = Program.start(CONSUMERS, settings);
                var other = Program.start(CONSUMERS, settings);
                var publisher = publisher()) {
            publisher.publish(deliveries);
            for (String service : CONSUMERS) {
                await().atMost(Duration.ofMinutes(3))
                        .until(() -> settled(one, service) + settled(other, service) >= deliveries.size()
                                && isEmpty(exchange, service));
            }
            // PART_OF is added as records come, and brought in line at the end of an extraction.
            var writer = new MessageWriter(Exchange.NAME, newest);
            publisher.publish(Arrays.stream(DataType.values())
                    .map(type -> writer.extractionComplete(type, Instant.now(), Map.of(), Map.of(), Map.of()))
                    .toList());
            for (DataType type : DataType.values()) {
                await().atMost(Duration.ofMinutes(1)).until(() -> told(one, type) + told(other, type) > 0);
            }
        }
        StoreAssertions.assertStoresHold(servers, months.toArray(Path[]::new));
    }

    private static List<OutboundMessage> messages(DumpFile file) throws Exception {
        var writer = new MessageWriter(Exchange.NAME, file.version());
        List<OutboundMessage> messages = new ArrayList<>();
        try (var reader = DumpReader.open(file, rejected -> {})) {
            reader.forEachRemaining(record -> messages.add(writer.data(record)));
        }
        return messages;
    }

    /** Whether nothing waits for a service, nor is in its hands: the embedded broker counts both. */
    private static boolean isEmpty(Exchange exchange, String service) {
        return Arrays.stream(DataType.values())
                .allMatch(type -> exchange.ready("discogsography-" + service + "-" + type) == 0);
    }

    private ConfirmedPublisher publisher() {
        return new ConfirmedPublisher(
                new BrokerConnections(
                        AmqpAddress.parse(servers.broker().address()),
                        TlsFiles.NONE,
                        new Topology(
                                "discogsography-exchange", "discogsography-dead-letters", "discogsography-", "quorum"),
                        "shuffled",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)),
                "records",
                Duration.ofSeconds(30));
    }

    private static long settled(Program program, String service) {
        return Arrays.stream(DataType.values())
                .mapToLong(type -> program.records().settled(new ConsumerQueue(service, type)))
                .sum();
    }

    private static long told(Program program, DataType type) {
        return program.controls().total(new ConsumerQueue("graphinator", type), Message.ExtractionComplete.class);
    }
}
