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
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Services that are killed, or asked to end while a server hangs, go on from there when they are started again. */
class KilledProgramIT {

    private static final Logger LOG = LoggerFactory.getLogger(KilledProgramIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration END = Duration.ofSeconds(30);

    /** Of the extractor, for 100 records: so that it can be killed in the middle of its dump. */
    private static final Duration PACE = Duration.ofMillis(200);

    private static OutageRig rig;
    private static Load load;

    @BeforeAll
    static void start(@TempDir Path folder) {
        Brokers.requireRabbitMq();
        rig = OutageRig.start();
        load = new Load(rig, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    private static Services services(Path folder, long records) throws Exception {
        Map<String, String> settings = rig.settings();
        settings.put("discogs.root", load.nextDump(records).toString());
        settings.putAll(SlowExtractor.settings(folder.resolve("routes"), PACE));
        return new Services(folder, settings);
    }

    @Test
    void killed_at_any_point_each_service_goes_on_when_it_is_started_again(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("outages.seed", System.nanoTime());
        LOG.info("killed with -Doutages.seed={}", seed);
        var random = new Random(seed);
        List<String> victims = new ArrayList<>(Services.ALL);
        victims.addAll(Services.ALL);
        Collections.shuffle(victims, random);
        long redelivered = rig.rabbitmq().redelivered();
        try (var services = services(folder, 5_000)) {
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
            // Each service has been killed twice.
            assertRedeliveriesAreFew(redelivered, 2, services);
        }
        load.assertNothingIsLeft(2);
    }

    @Test
    void asked_to_end_while_a_server_hangs_they_do_and_leave_nothing_half_done(@TempDir Path folder) throws Exception {
        Set<Server> stores = Set.of(Server.POSTGRESQL, Server.NEO4J);
        List<String> consumers = List.of("graphinator", "tableinator");
        long redelivered = rig.rabbitmq().redelivered();
        try (var services = services(folder, 5_000)) {
            services.start(Services.ALL);
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> load.stored("tableinator") > 0 && load.stored("graphinator") > 0);
            load.sendPoison();
            rig.begin(stores, Fault.PAUSE);
            Thread.sleep(500);
            LOG.info("stores hung: ended after {}", DurationText.time(services.terminate(consumers, END)));
            rig.end(stores, Fault.PAUSE);

            long stored = load.stored("graphinator");
            services.start(consumers);
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> load.stored("graphinator") > stored);
            rig.begin(Server.RABBITMQ, Fault.PAUSE);
            Thread.sleep(500);
            LOG.info("broker hung: ended after {}", DurationText.time(services.terminate(Services.ALL, END)));
            rig.end(Server.RABBITMQ, Fault.PAUSE);

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
        long pauses = services.said("consumers paused");
        LOG.info("delivered again: {}, and {} pauses", again, pauses);
        assertThat(services.said("\tat ")).as("stack traces of outages").isZero();
        long losses = (long) ends * Topology.CONSUMERS.size() + pauses;
        assertThat(again).isLessThanOrEqualTo(losses * OutageRig.PREFETCH * DataType.values().length);
    }
}
