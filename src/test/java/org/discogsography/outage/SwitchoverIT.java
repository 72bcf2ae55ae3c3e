package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's primary is lost in the middle of a load, and its synchronous replica becomes the primary. */
@Tag("drill")
class SwitchoverIT {

    private static final Logger LOG = LoggerFactory.getLogger(SwitchoverIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    static final String CASE = "its synchronous replica is promoted";
    private static final int PREFETCH = 300;

    static Stream<String> cases() {
        return Drill.cases("the primary is lost", Stream.of(CASE), List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void the_program_finds_the_new_primary_by_itself(String ignored, @TempDir Path folder) throws Exception {
        Path dump = Files.createDirectory(folder.resolve("dump"));
        var written = SampleDump.of(20_000).writeTo(dump);
        Broker broker = Brokers.any().findFirst().orElseThrow().shared();
        try (var exchange = Exchange.connect(broker.port())) {
            exchange.purgeAll();
        }
        try (var primary = PostgresServer.start();
                var replica = primary.replica()) {
            Map<String, String> settings =
                    new HashMap<>(SlowExtractor.settings(folder.resolve("routes"), Duration.ofMillis(500)));
            settings.put("discogs.root", dump.toString());
            settings.put("extractor.state-folder", folder.resolve("state").toString());
            settings.put("extractor.batch-size", "500");
            settings.put("amqp.connection", broker.address());
            settings.put("postgres.address", "127.0.0.1:%d,127.0.0.1:%d".formatted(replica.port(), primary.port()));
            settings.put("postgres.database", Postgres.DATABASE);
            settings.put("postgres.username", Postgres.USERNAME);
            settings.put("tableinator.batch-size", "100");
            settings.put("tableinator.prefetch", Integer.toString(PREFETCH));
            try (var program = Program.start(List.of("extractor", "tableinator"), settings)) {
                await().atMost(PATIENCE).until(() -> settled(program) > written.total() / 4);
                var watch = program.main().lookup("postgresql-watch", ServerWatch.class);
                assertThat(watch.address()).contains("127.0.0.1:" + primary.port());

                primary.kill();
                replica.promote();
                var promoted = Instant.now();
                long before = settled(program);
                await().atMost(PATIENCE).until(() -> settled(program) > before + PREFETCH);
                LOG.info("stored again after {}", Duration.between(promoted, Instant.now()));

                await().atMost(PATIENCE).until(() -> program.hasLoaded("tableinator"));
                assertThat(watch.address()).contains("127.0.0.1:" + replica.port());
                long again = (long) Meters.of(program).value(Metric.REDELIVERIES, "service", "tableinator");
                LOG.info("delivered again: {}", again);
                assertThat(again)
                        .isLessThanOrEqualTo((long) watch.pauses().count() * PREFETCH * DataType.values().length);
                StoreAssertions.assertTablesHold(replica, dump);
            }
        }
    }

    private static long settled(Program program) {
        return Stream.of(DataType.values())
                .mapToLong(type -> program.records().settled(new ConsumerQueue("tableinator", type)))
                .sum();
    }
}
