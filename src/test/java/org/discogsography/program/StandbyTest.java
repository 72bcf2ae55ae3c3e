package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.health.HealthReport;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.settings.RunningServices;
import org.discogsography.web.WebJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two extractors by mistake. */
class StandbyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long RECORDS = 400;

    private final Brokers brokers = Brokers.any().findFirst().orElseThrow();
    private final Inbox inbox = Inbox.on(brokers.shared());

    @TempDir
    private Path folder;

    private long total;

    @BeforeEach
    void write() throws Exception {
        total = SampleDump.of(RECORDS)
                .writeTo(Files.createDirectory(folder.resolve("dump")))
                .total();
    }

    private Program extractor(String state, String... more) {
        Map<String, String> settings = new HashMap<>(inbox.settings());
        settings.put("discogs.root", folder.resolve("dump").toString());
        settings.put("extractor.state-folder", folder.resolve(state).toString());
        settings.put("amqp.retry-interval", "1");
        settings.put("breaker.open-for", "1");
        settings.put("retry.delay", "100");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return Program.start(List.of("extractor"), settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"the first's", "another"})
    void the_second_stands_by_and_takes_over_when_the_first_is_gone(String state) throws Exception {
        try (var log = LogLines.of("org.discogsography.extractor.Turn");
                var sink = Sink.of(inbox)) {
            Program second;
            try (var first = extractor("the first's")) {
                await().atMost(PATIENCE).until(() -> first.extraction().ended());
                second = extractor(state);
                await().atMost(PATIENCE).until(() -> health(second).contains("\"state\":\"standby\""));
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> !second.extraction()
                        .ended());
                assertThat(health(first)).contains("\"state\":\"ended\"");
                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .startsWith("extractor: standby, another extractor is at work: ");
            }
            try (second) {
                await().atMost(PATIENCE).until(() -> second.extraction().ended());
                assertThat(health(second)).contains("\"state\":\"ended\"").doesNotContain("standby");
                assertThat(log.lines()).hasSize(2).last().asString().contains("takes over");
                // With the first one's state it knows that all has been published.
                long once = 2 * (total + 8);
                await().atMost(PATIENCE).until(() -> sink.received() >= (state.equals("another") ? 2 * once : once));
                assertThat(sink.received()).isEqualTo(state.equals("another") ? 2 * once : once);
            }
        }
    }

    @Test
    void one_that_has_lost_the_broker_publishes_no_more_if_another_has_taken_over_meanwhile() throws Exception {
        try (var link = slowLink();
                var sink = Sink.of(inbox);
                var first = extractor(
                        "the first's",
                        "amqp.connection",
                        "amqp://guest:guest@127.0.0.1:" + link.port() + "/",
                        "extractor.batch-size",
                        "1")) {
            await().atMost(PATIENCE).until(() -> sink.received() > 20);
            link.refuse();
            assertThat(first.extraction().ended()).isFalse();
            Program second = extractor("another");
            try (second) {
                await().atMost(PATIENCE).until(() -> second.extraction().ended());
                link.pass();
                await().atMost(PATIENCE).until(() -> health(first).contains("\"state\":\"standby\""));
                assertThat(first.extraction().ended()).isFalse();
            }
            await().atMost(PATIENCE).until(() -> first.extraction().ended());
        }
    }

    /** So slow from the start that an extraction of single records takes more than a minute. */
    private FaultyLink slowLink() throws IOException {
        var link = FaultyLink.to("127.0.0.1", brokers.shared().port());
        link.slow(Duration.ofMillis(30), 1_000_000);
        return link;
    }

    /** The same as if the connection is lost in the middle of the declarations: the extractor must not end for good. */
    @Test
    void one_that_cannot_declare_its_queues_waits_until_it_can() throws Exception {
        String queue = inbox.queue("graphinator", DataType.ARTISTS);
        var factory = new ConnectionFactory();
        factory.setPort(brokers.shared().port());
        try (var connection = factory.newConnection()) {
            connection.createChannel().queueDeclare(queue, true, false, false, Map.of("x-max-length", 5));
            try (var extractor = extractor("the first's", "extractor.exit-when-done", "true")) {
                await().during(Duration.ofSeconds(3))
                        .atMost(PATIENCE)
                        .until(() -> !extractor.extraction().isBrokenOff());
                connection.createChannel().queueDelete(queue);
                await().atMost(PATIENCE).until(() -> extractor.extraction().ended());
                assertThat(extractor.extraction().succeeded()).isTrue();
            }
        }
    }

    @Test
    void one_that_rabbitmq_refuses_the_lock_says_so_and_begins_when_it_may() throws Exception {
        Brokers.requireRabbitMq();
        var server = Brokers.shared(RabbitMqVersion.newest().orElseThrow());
        String user = inbox.prefix();
        server.addUser(user, "secret", "^(?!.*extractor$).*");
        try (var log = LogLines.of("org.discogsography.extractor.Turn");
                var extractor = extractor(
                        "the first's",
                        "amqp.connection",
                        "amqp://" + user + ":secret@127.0.0.1:" + server.port() + "/")) {
            String refusal = "RabbitMQ refuses the extractor its lock " + user + "extractor: ACCESS_REFUSED";
            await().atMost(PATIENCE).until(() -> health(extractor).contains(refusal));
            assertThat(health(extractor)).contains("\"status\":\"degraded\"");
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> !extractor.extraction().ended());
            assertThat(log.lines()).singleElement().asString().contains("waits, " + refusal);
            server.allowToDeclare(user, ".*");

            await().atMost(PATIENCE).until(() -> extractor.extraction().ended());
            assertThat(health(extractor)).doesNotContain("refuses");
            assertThat(log.lines()).hasSize(2).last().asString().endsWith("RabbitMQ no longer refuses the lock");
        }
    }

    private static String health(Program program) {
        var context = program.main().getCamelContext();
        var report = new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class));
        return WebJson.write(report.now());
    }
}
