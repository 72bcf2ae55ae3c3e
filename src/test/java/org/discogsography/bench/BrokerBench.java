package org.discogsography.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.ProcessCosts;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;

/**
 * What a record costs RabbitMQ alone, in CPU time: releases as the extractor publishes them, through an exchange into the queues of consumers that
 * only acknowledge. One case has what the services do; each other one differs from it in one point. They take turns, twice; and so do
 * servers with and without the settings that the docs recommend.
 */
final class BrokerBench {

    private static final int MICROS = 1_000_000;
    private static final int TURNS = 2;
    private static final Case AS_SHIPPED =
            new Case("as the services do it", "quorum", 2, 1_000, 1_500, 500, true, true);
    private static final List<Case> CASES = List.of(
            AS_SHIPPED,
            new Case("one queue", "quorum", 1, 1_000, 1_500, 500, true, true),
            new Case("classic queues", "classic", 2, 1_000, 1_500, 500, true, true),
            new Case("no headers", "quorum", 2, 1_000, 1_500, 500, false, true),
            new Case("windows of 5000", "quorum", 2, 5_000, 1_500, 500, true, true),
            new Case("a prefetch of 5000", "quorum", 2, 1_000, 5_000, 500, true, true),
            new Case("acknowledged by 50", "quorum", 2, 1_000, 1_500, 50, true, true),
            new Case("consumed once all are there", "quorum", 2, 1_000, 1_500, 500, true, false));

    /** For each a server of its own. */
    private static final Map<String, Function<RabbitMqVersion, RabbitMqServer>> SERVERS = servers();

    private final PrintStream out;
    private final List<OutboundMessage> messages;

    private BrokerBench(PrintStream out, List<OutboundMessage> messages) {
        this.out = out;
        this.messages = messages;
    }

    private static Map<String, Function<RabbitMqVersion, RabbitMqServer>> servers() {
        Map<String, Function<RabbitMqVersion, RabbitMqServer>> servers = new LinkedHashMap<>();
        servers.put("as it comes", RabbitMqServer::start);
        servers.put("larger heaps", version -> RabbitMqServer.withOptions(version, RabbitMqServer.AS_SHIPPED));
        servers.put("and smaller socket buffers", RabbitMqServer::asShipped);
        return servers;
    }

    static void run(PrintStream out, int records) throws Exception {
        Path folder = Files.createTempDirectory("discogs-broker");
        try {
            SampleDump.Written dump = SampleDump.of(records).writeTo(folder);
            var messages =
                    BenchRecords.read(dump.file(DataType.RELEASES), records).messages(dump.version());
            long bytes = messages.stream()
                    .mapToLong(message -> message.body().length)
                    .sum();
            out.printf(
                    Locale.ROOT,
                    "Broker: %,d releases of %,d bytes; CPU time of RabbitMQ, microseconds a record%n",
                    messages.size(),
                    bytes / messages.size());
            var bench = new BrokerBench(out, messages);
            for (RabbitMqVersion version : installed()) {
                bench.run(version);
            }
        } finally {
            GrowthBench.delete(folder);
        }
    }

    private static List<RabbitMqVersion> installed() {
        return Stream.of(RabbitMqVersion.values())
                .filter(RabbitMqVersion::isInstalled)
                .toList();
    }

    private void run(RabbitMqVersion version) throws Exception {
        out.println("  RabbitMQ, version " + version.name().toLowerCase(Locale.ROOT));
        try (RabbitMqServer server = RabbitMqServer.withOptions(version, RabbitMqServer.AS_SHIPPED)) {
            measure(server, AS_SHIPPED); // warms it up
            for (int turn = 0; turn < TURNS; turn++) {
                for (Case tried : CASES) {
                    print(tried.name, measure(server, tried));
                }
            }
        }
        for (int turn = 0; turn < TURNS; turn++) {
            for (var each : SERVERS.entrySet()) {
                try (RabbitMqServer server = each.getValue().apply(version)) {
                    measure(server, AS_SHIPPED);
                    print(each.getKey(), measure(server, AS_SHIPPED));
                }
            }
        }
    }

    private void print(String what, double micros) {
        out.printf(Locale.ROOT, "    %-28s %4.0f%n", what, micros);
    }

    private double measure(RabbitMqServer server, Case tried) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port());
        try (Connection publishing = factory.newConnection();
                Connection consuming = factory.newConnection()) {
            Channel publisher = publishing.createChannel();
            List<String> queues = declare(publisher, tried);
            double before = ProcessCosts.of(server.process()).cpuSeconds();
            List<CountDownLatch> ends = new ArrayList<>();
            if (tried.atOnce) {
                ends.addAll(consume(consuming, queues, tried));
            }
            publish(publisher, tried);
            if (!tried.atOnce) {
                ends.addAll(consume(consuming, queues, tried));
            }
            for (CountDownLatch end : ends) {
                end.await();
            }
            double used = ProcessCosts.of(server.process()).cpuSeconds() - before;
            for (String queue : queues) {
                publisher.queueDelete(queue);
            }
            return used * MICROS / messages.size();
        }
    }

    private static List<String> declare(Channel channel, Case tried) throws IOException {
        channel.exchangeDeclare("bench", "fanout", true);
        List<String> queues = new ArrayList<>();
        for (int number = 1; number <= tried.queues; number++) {
            String queue = "bench-" + number;
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", tried.queueType));
            channel.queueBind(queue, "bench", "");
            queues.add(queue);
        }
        return queues;
    }

    private void publish(Channel channel, Case tried) throws Exception {
        channel.confirmSelect();
        for (List<OutboundMessage> window : BenchRecords.batches(messages, tried.window)) {
            for (OutboundMessage message : window) {
                var properties = tried.headers
                        ? message.properties()
                        : message.properties().builder().headers(null).build();
                channel.basicPublish("bench", "", true, properties, message.body());
            }
            channel.waitForConfirmsOrDie();
        }
    }

    private List<CountDownLatch> consume(Connection connection, List<String> queues, Case tried) throws IOException {
        List<CountDownLatch> ends = new ArrayList<>();
        for (String queue : queues) {
            Channel channel = connection.createChannel();
            channel.basicQos(tried.prefetch);
            var end = new CountDownLatch(1);
            channel.basicConsume(queue, false, new Acknowledging(channel, tried.batch, messages.size(), end));
            ends.add(end);
        }
        return ends;
    }

    /**
     * What is measured.
     *
     * @param window messages published before their confirms are waited for
     * @param batch messages acknowledged at once
     * @param atOnce whether they are consumed while they are published
     */
    private record Case(
            String name,
            String queueType,
            int queues,
            int window,
            int prefetch,
            int batch,
            boolean headers,
            boolean atOnce) {}

    /** Acknowledges batches, and counts down after the last message. */
    private static final class Acknowledging extends DefaultConsumer {

        private final int batch;
        private final int last;
        private final CountDownLatch end;
        private int received;

        private Acknowledging(Channel channel, int batch, int last, CountDownLatch end) {
            super(channel);
            this.batch = batch;
            this.last = last;
            this.end = end;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            received++;
            if (received % batch == 0 || received == last) {
                getChannel().basicAck(envelope.getDeliveryTag(), true);
            }
            if (received == last) {
                end.countDown();
            }
        }
    }
}
