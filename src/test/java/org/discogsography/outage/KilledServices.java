package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Services that are killed, or asked to end while a server hangs, go on from there when they are started again. */
@Tag("outage")
class KilledServices {

    private static final Logger LOG = LoggerFactory.getLogger(KilledServices.class);
    private static final Duration PATIENCE = Duration.ofMinutes(Drill.isOn() ? 4 : 2);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration END = Duration.ofSeconds(30);

    /** Of the extractor, for a window: so that it can be killed in the middle of its dump. */
    private static final Duration PACE = Duration.ofMillis(Drill.isOn() ? 500 : 200);

    private static OutageRig rig;
    private static Load load;

    @BeforeAll
    static void start(@TempDir Path folder) {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
        load = new Load(rig, folder);
    }

    static Stream<Integer> kills() {
        return Drill.cases("services are killed", Stream.of(2), List.of(1));
    }

    static Stream<Fault> hangs() {
        return Drill.cases("services are asked to end", Stream.of(Fault.PAUSE), List.of());
    }

    private static Services services(Path folder, int windows) throws Exception {
        Map<String, String> settings = rig.settings();
        settings.put(
                "discogs.root", load.nextDump((long) windows * OutageRig.WINDOW).toString());
        settings.putAll(SlowExtractor.settings(folder.resolve("routes"), PACE));
        return new Services(folder, settings);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("kills")
    void killed_at_any_point_each_service_goes_on_when_it_is_started_again(int kills, @TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("outages.seed", System.nanoTime());
        LOG.info("killed with -Doutages.seed={}", seed);
        var random = new Random(seed);
        List<String> victims = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            victims.addAll(Services.ALL);
        }
        Collections.shuffle(victims, random);
        long redelivered = rig.rabbitmq().redelivered();
        try (var services = services(folder, Drill.isOn() ? 50 : 30)) {
            services.start(Services.ALL);
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> load.stored("tableinator") > 0);
            load.sendPoison();
            for (String victim : victims) {
                Thread.sleep(200 + random.nextInt(1_500));
                services.kill(victim);
                services.start(List.of(victim));
            }
            load.awaitExact();
            services.terminate(Services.ALL, END);
            assertRedeliveriesAreFew(redelivered, kills, services);
        }
        load.assertNothingIsLeft(kills);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("hangs")
    @Tag("drill")
    void asked_to_end_while_a_server_hangs_they_do_and_leave_nothing_half_done(Fault hang, @TempDir Path folder)
            throws Exception {
        Set<Server> stores = Set.of(Server.POSTGRESQL, Server.NEO4J);
        List<String> consumers = List.of("graphinator", "tableinator");
        long redelivered = rig.rabbitmq().redelivered();
        try (var services = services(folder, 50)) {
            services.start(Services.ALL);
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> load.stored("tableinator") > 0 && load.stored("graphinator") > 0);
            load.sendPoison();
            rig.begin(stores, hang);
            Thread.sleep(500);
            LOG.info("stores hung: ended after {}", DurationText.time(services.terminate(consumers, END)));
            rig.end(stores, hang);

            long stored = load.stored("graphinator");
            services.start(consumers);
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> load.stored("graphinator") > stored);
            rig.begin(Server.RABBITMQ, hang);
            Thread.sleep(500);
            LOG.info("broker hung: ended after {}", DurationText.time(services.terminate(Services.ALL, END)));
            rig.end(Server.RABBITMQ, hang);

            services.start(Services.ALL);
            load.awaitExact();
            assertThat(services.terminate(Services.ALL, END)).isLessThan(END);
            assertRedeliveriesAreFew(redelivered, 2, services);
        }
        load.assertNothingIsLeft(2);
    }

    /** Whoever ends, or pauses, has what it held delivered again: of each of its queues as much as was in hand. */
    private static void assertRedeliveriesAreFew(long before, int ends, Services services) {
        long again = rig.rabbitmq().redelivered() - before;
        int pauses = services.said("consumers paused").size();
        LOG.info("delivered again: {}, and {} pauses", again, pauses);
        assertThat(services.said("\tat ")).as("stack traces of outages").isEmpty();
        long losses = (long) ends * Topology.CONSUMERS.size() + pauses;
        assertThat(again).isLessThanOrEqualTo(losses * OutageRig.PREFETCH * DataType.values().length);
    }
}
