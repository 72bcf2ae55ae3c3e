package org.discogsography.pipeline;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.ChangedFormat;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dump files in, graph and tables out, through everything in between: exactly what a second reading makes of them. */
class PipelineTest {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineTest.class);
    private static final List<String> ALL = List.of("extractor", "graphinator", "tableinator");

    private final TestServers servers = TestServers.start();

    /** Where the extractor notes how far it is: what it reads here is not to be written to. */
    @TempDir
    private Path state;

    @BeforeEach
    void clear() {
        servers.clear();
    }

    @ParameterizedTest
    @MethodSource("org.discogsography.servers.Brokers#any")
    void real_records_become_exactly_the_rows_nodes_and_edges_of_the_contract(Brokers broker) throws Exception {
        load(RealSamples.folder(), RealSamples.FOLDER, broker.shared());
    }

    @Test
    void month_after_month_the_stores_hold_what_the_newest_dump_says(@TempDir Path first, @TempDir Path second)
            throws Exception {
        var sample = SampleDump.of(400);
        sample.writeTo(first);
        load(first, first, servers.broker());

        sample.inMonth(2).writeTo(second);
        load(second, second, servers.broker());

        // An old dump once more: nothing of it may come back.
        load(first, second, servers.broker());
    }

    @Test
    void whatever_is_new_in_its_format_a_dump_is_stored_and_loading_it_again_changes_nothing(@TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        LOG.info("changed with -Dseed={}", seed);
        var format = new ChangedFormat(new Random(seed));
        for (var file : SampleDump.of(250).writeTo(folder).files()) {
            format.rewrite(file);
        }
        load(folder, folder, servers.broker());
        load(folder, folder, servers.broker());
    }

    /** Loads a dump, after which the stores hold what another says: removal comes after storing. */
    private void load(Path folder, Path expected, Broker broker) {
        try (var exchange = Exchange.connect(broker.port())) {
            // Other tests share the broker, and leave messages behind.
            exchange.purgeAll();
        }
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", broker.address());
        settings.put("discogs.root", folder.toString());
        settings.put("extractor.state-folder", state.toString());
        settings.put("extractor.force", "true");
        try (var program = Program.start(ALL, settings)) {
            await().atMost(Duration.ofMinutes(6))
                    .until(() -> program.hasLoaded("graphinator") && program.hasLoaded("tableinator"));
            await().atMost(Duration.ofMinutes(6))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> StoreAssertions.assertStoresHold(servers, expected));
        }
    }
}
