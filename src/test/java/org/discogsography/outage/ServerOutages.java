package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outages of every server in the middle of a load, in the drill of every kind and twice in a row: nothing is lost, nothing is doubled, nothing
 * goes to the dead letters but what belongs there, and little is delivered again. The program runs in this JVM, for what it
 * knows of its servers and counts.
 */
@Tag("outage")
class ServerOutages {

    private static final Logger LOG = LoggerFactory.getLogger(ServerOutages.class);
    private static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator");
    private static final Duration PATIENCE = Duration.ofSeconds(Drill.isOn() ? 200 : 90);
    private static final Duration POLL = Duration.ofMillis(50);

    /** How often a server fails in a load. */
    private static final int TIMES = Drill.isOn() ? 2 : 1;

    /** The extractor waits before each window, so that there is something in hand when a fault comes. */
    private static final Duration PACE = Duration.ofMillis(Drill.isOn() ? 1_000 : 200);

    private static final long RECORDS = OutageRig.WINDOW * (TIMES == 1 ? 40L : 60L);

    /** Longer than every timeout; with short waits the graph's 20 s and 2 s, the broker's heartbeat of twice 2 s. */
    private static final Duration SILENCE = Duration.ofSeconds(Drill.isOn() ? 40 : 23);

    /** Long enough for the breaker to open. */
    private static final Duration ABSENCE = Duration.ofSeconds(Drill.isOn() ? 25 : 3);

    /** Within this time of the breaker's opening a store's routes are suspended. */
    private static final Duration PAUSED = Duration.ofSeconds(7);

    private static OutageRig rig;
    private static Load load;
    private static Map<String, String> slowExtractor;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
        load = new Load(rig, folder);
        slowExtractor = SlowExtractor.settings(folder.resolve("routes"), PACE);
    }

    static Stream<Fault> faults() {
        return Drill.cases("each server fails twice", Stream.of(Fault.values()), List.of(Fault.KILL, Fault.PAUSE));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faults")
    void each_server_fails_in_the_middle_of_a_load(Fault fault) throws Exception {
        int losses;
        try (var program = start()) {
            failInTurn(Server.RABBITMQ, fault, program);
            // The stores have nothing to do with each other.
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> failInTurn(Server.NEO4J, fault, program)),
                            CompletableFuture.runAsync(() -> failInTurn(Server.POSTGRESQL, fault, program)))
                    .join();
            load.awaitExact();
            losses = assertRedeliveriesAreFew(program, fault == Fault.SLOW ? 0 : TIMES);
        }
        load.assertNothingIsLeft(losses);
    }

    static Stream<Fault> faultsOfAll() {
        return Drill.cases("all servers fail", Stream.of(Fault.KILL, Fault.PAUSE), List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faultsOfAll")
    @Tag("drill")
    void all_three_fail_at_once(Fault fault) throws Exception {
        int losses;
        try (var program = start()) {
            fail(EnumSet.allOf(Server.class), fault, program);
            load.awaitExact();
            losses = assertRedeliveriesAreFew(program, 1);
        }
        load.assertNothingIsLeft(losses);
    }

    private static Program start() throws Exception {
        var program = Program.start(SERVICES, settings(load.nextDump(RECORDS)));
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> load.stored("tableinator") > 0);
        load.sendPoison();
        return program;
    }

    private static Map<String, String> settings(Path dump) {
        Map<String, String> settings = rig.settings();
        settings.put("discogs.root", dump.toString());
        settings.putAll(slowExtractor);
        return settings;
    }

    private static void failInTurn(Server server, Fault fault, Program program) {
        for (int time = 0; time < TIMES; time++) {
            fail(EnumSet.of(server), fault, program);
        }
    }

    /** One outage from its beginning, in the middle of the load, until what it has held up goes on. */
    private static void fail(Set<Server> servers, Fault fault, Program program) {
        Map<Server, Integer> pauses = new EnumMap<>(Server.class);
        servers.forEach(
                server -> pauses.put(server, watch(program, server).pauses().count()));
        for (Server server : servers) {
            assertThat(isDone(program, server))
                    .as("%s has nothing more to do", server.word())
                    .isFalse();
        }
        var times = new OutageTimes(fault + " " + servers);
        rig.begin(servers, fault);
        Map<Server, Long> before = new EnumMap<>(Server.class);
        try {
            times.found(awaitFound(servers, fault, program));
            if (fault != Fault.SLOW) {
                assertSomethingWaits(servers, program);
            }
            servers.forEach(server -> before.put(server, done(program, server)));
        } finally {
            // Also where something was not as it should be: the next case has the same servers.
            rig.end(servers, fault);
        }
        times.ended();
        for (Server server : servers) {
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> watch(program, server).state() == ServerWatch.State.UP
                            && done(program, server) > before.get(server));
            times.recovered(server);
            if (fault == Fault.SLOW) {
                assertThat(watch(program, server).pauses().count()).isEqualTo(pauses.get(server));
            }
        }
        times.log();
    }

    /** When the program noticed; returns when the fault has lasted long enough, each of the servers was missed, and its routes rest. */
    private static Map<Server, Instant> awaitFound(Set<Server> servers, Fault fault, Program program) {
        Instant end = Instant.now().plus(fault.isSilent() ? SILENCE : ABSENCE);
        Map<Server, Instant> found = new EnumMap<>(Server.class);
        await().atMost(SILENCE.plus(PATIENCE)).pollInterval(POLL).until(() -> {
            boolean rest = true;
            for (Server server : servers) {
                if (watch(program, server).breaker().getMetrics().getNumberOfFailedCalls() > 0) {
                    found.putIfAbsent(server, Instant.now());
                }
                if (!fault.isSilent()) {
                    rest &= routesFollow(program, server);
                }
            }
            return rest && Instant.now().isAfter(end) && (fault == Fault.SLOW || found.size() == servers.size());
        });
        return found;
    }

    /** Messages for a store that is away, in its queues; or the rest of the dump, where the broker is away. */
    private static void assertSomethingWaits(Set<Server> servers, Program program) {
        if (servers.contains(Server.RABBITMQ)) {
            assertThat(isDone(program, Server.RABBITMQ)).isFalse();
            return;
        }
        for (Server store : servers) {
            String service = store.consumers().get(0);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(load.ready(service)).as(service).isPositive());
        }
    }

    /** Whether the consumers of a store that is known to be down are suspended; fails if it has been for a while, and they are not. */
    private static boolean routesFollow(Program program, Server server) {
        var watch = watch(program, server);
        if (server == Server.RABBITMQ || watch.state() != ServerWatch.State.DOWN) {
            return true;
        }
        boolean late = watch.since().plus(PAUSED).isBefore(Instant.now());
        var context = program.main().getCamelContext();
        List<ServiceStatus> routes = context.getRoutes().stream()
                .map(Route::getRouteId)
                .filter(watch::guards)
                .map(route -> context.getRouteController().getRouteStatus(route))
                .toList();
        assertThat(routes).hasSize(DataType.values().length);
        boolean suspended = routes.stream().allMatch(ServiceStatus.Suspended::equals);
        assertThat(suspended || !late).as("%s is down: %s", server, routes).isTrue();
        return suspended;
    }

    private static ServerWatch watch(Program program, Server server) {
        return program.main().lookup(server.watch(), ServerWatch.class);
    }

    /** How much has come through a server: to the broker and out of it again, or to a store. */
    private static long done(Program program, Server server) {
        return server.consumers().stream()
                .flatMap(service -> Stream.of(DataType.values()).map(type -> new ConsumerQueue(service, type)))
                .mapToLong(source -> program.records().settled(source))
                .sum();
    }

    /** Whether all of the load has: the broker is needed as long as the extractor is at work. */
    private static boolean isDone(Program program, Server server) {
        return server == Server.RABBITMQ
                ? program.extraction().ended()
                : server.consumers().stream().allMatch(program::hasSettled);
    }

    /**
     * When a consumer pauses, or its channel is lost, what it holds unacknowledged is delivered again: at most the prefetch of
     * each of its queues, for each pause and each loss of a connection. A server that is slow costs neither.
     *
     * @param connections how often the connection to the broker was lost
     * @return how often a queue lost the channel of its consumer, at most
     */
    private static int assertRedeliveriesAreFew(Program program, int connections) {
        int most = 0;
        for (Server store : List.of(Server.POSTGRESQL, Server.NEO4J)) {
            String service = store.consumers().get(0);
            long again = (long) Meters.of(program).value(Metric.REDELIVERIES, "service", service);
            int losses = watch(program, store).pauses().count() + connections;
            LOG.info("{}: delivered again {}, after the loss of {} channels of each queue", service, again, losses);
            assertThat(again).isLessThanOrEqualTo((long) losses * OutageRig.PREFETCH * DataType.values().length);
            most = Math.max(most, losses);
        }
        return most;
    }
}
