package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.discogsography.dump.DataType;
import org.discogsography.health.HealthReport;
import org.discogsography.metrics.Metric;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.discogsography.settings.RunningServices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extractor waits for a service that is slow, and fills the queue of one that is away up to another limit. */
class BacklogLimitOnRabbitMqTest {

    private static final int RECORDS = 1_000;
    private static final int BATCH = 20;
    private static final int LIMIT = 200;
    private static final int LIMIT_OUTAGE = 600;
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    /** What {@code /health} of a program says of its extraction. */
    private record HealthOf(HealthReport report) {

        HealthOf(Program program) {
            this(new HealthReport(
                    program.main().getCamelContext(),
                    program.main().getCamelContext().getRegistry().findSingleByType(RunningServices.class)));
        }

        String status() {
            return report.now().status();
        }

        /** Empty if it waits for none. */
        String waitsFor() {
            var extraction = (Map<?, ?>) report.now().sections().get("extraction");
            return Objects.toString(extraction.get("waits_for"), "");
        }
    }

    private void write() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("<artists>");
        for (int id = 1; id <= RECORDS; id++) {
            lines.add("<artist><id>" + id + "</id><name>n</name></artist>");
        }
        lines.add("</artists>");
        new DumpFiles(folder).write(DataType.ARTISTS, lines.toArray(String[]::new));
    }

    @Test
    void a_queue_that_is_consumed_counts_up_to_one_limit_and_one_that_is_not_up_to_the_other() throws Exception {
        Brokers.requireRabbitMq();
        var inbox = Inbox.on(Brokers.RABBITMQ.shared());
        write();
        Map<String, String> settings = new HashMap<>(inbox.settings());
        settings.put("discogs.root", folder.toString());
        settings.put("extractor.batch-size", String.valueOf(RECORDS));
        settings.put("extractor.types", "artists");
        settings.put("extractor.batch-bytes", "1200"); // of some ten records
        settings.put("extractor.backlog-limit", String.valueOf(LIMIT));
        settings.put("extractor.backlog-limit-outage", String.valueOf(LIMIT_OUTAGE));
        String graph = inbox.queue("graphinator", DataType.ARTISTS);
        String table = inbox.queue("tableinator", DataType.ARTISTS);
        var factory = new ConnectionFactory();
        factory.setPort(inbox.broker().port());
        try (var exchange = Exchange.connect(inbox.broker().port());
                var connection = factory.newConnection();
                var program = Program.start(List.of("extractor"), settings)) {
            var health = new HealthOf(program);
            // Nobody consumes.
            await().atMost(SOON).until(() -> exchange.ready(graph) > LIMIT_OUTAGE);
            await().atMost(SOON).until(() -> !health.waitsFor().isEmpty());
            assertThat(health.status()).isEqualTo("degraded");
            assertThat(exchange.ready(graph)).isLessThanOrEqualTo(LIMIT_OUTAGE + BATCH);

            // One of the two does, and the other has room for more.
            var slow = connection.createChannel(); // takes one message and keeps it
            slow.basicQos(1);
            slow.basicConsume(graph, false, (tag, message) -> {}, tag -> {});
            exchange.purge(table);
            await().atMost(SOON)
                    .until(() -> health.waitsFor().equals("graphinator")
                            && health.status().equals("healthy"));
            assertThat(Meters.of(program).value(Metric.EXTRACTION_WAITS, "service", "graphinator"))
                    .isEqualTo(1);
            exchange.purge(graph);
            await().atMost(SOON).until(() -> exchange.ready(graph) > LIMIT);
            await().atMost(SOON).until(() -> health.waitsFor().equals("graphinator"));
            assertThat(exchange.ready(graph)).isLessThanOrEqualTo(LIMIT + BATCH);

            // Its store is down: so it does not keep the other from its records.
            slow.close();
            await().atMost(SOON).until(() -> program.extraction().ended());
            assertThat(exchange.ready(graph)).isGreaterThan(LIMIT + BATCH);
            assertThat(health.waitsFor()).isEmpty();
            assertThat(program.extraction().succeeded()).isTrue();
        }
    }
}
