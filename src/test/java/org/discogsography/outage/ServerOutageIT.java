package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.OutageRig.Fault;
import org.discogsography.outage.OutageRig.Server;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of outage of every server, twice in a row in the middle of a load: nothing is lost, nothing is doubled, nothing
 * goes to the dead letters but what belongs there, and little is delivered again.
 */
class ServerOutageIT {

    private static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator");
    private static final long RECORDS = 4_000;

    private static OutageRig rig;

    @BeforeAll
    static void start() {
        Brokers.requireRabbitMq();
        rig = OutageRig.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    @BeforeEach
    void passAll() throws Exception {
        rig.passAll();
    }

    static Stream<Arguments> faults() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(Fault.values()).map(fault -> Arguments.of(server, fault)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void an_outage_in_the_middle_of_a_load_and_another_behind_it(Server server, Fault fault) throws Exception {
        Path dump = rig.nextDump(RECORDS);
        try (var program = Program.start(SERVICES, rig.settings(dump))) {
            rig.sendPoison();
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.rows(dump) > RECORDS / 20);
            for (int time = 0; time < 2; time++) {
                rig.begin(server, fault);
                // Longer than it takes until the breaker is open.
                Thread.sleep(fault == Fault.SLOW ? 2_000 : 5_000);
                rig.end(server, fault);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> watch(program, server).state() == ServerWatch.State.UP);
                Thread.sleep(500);
            }
            rig.awaitAllStored();
            report(server + " " + fault, program);
            assertRedeliveriesAreFew(program, EnumSet.of(server), fault == Fault.SLOW ? 0 : 2);
        }
        rig.assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("org.discogsography.outage.ServerOutageIT#faultsOfAll")
    void all_three_at_once(Fault fault) throws Exception {
        Path dump = rig.nextDump(RECORDS);
        try (var program = Program.start(SERVICES, rig.settings(dump))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.rows(dump) > RECORDS / 20);
            for (Server server : Server.values()) {
                rig.begin(server, fault);
            }
            Thread.sleep(8_000);
            for (Server server : Server.values()) {
                rig.end(server, fault);
            }
            rig.awaitAllStored();
            report("all " + fault, program);
            assertRedeliveriesAreFew(program, EnumSet.allOf(Server.class), 1);
        }
        rig.assertNothingIsLeft();
    }

    static Stream<Fault> faultsOfAll() {
        return Stream.of(Fault.KILL, Fault.PAUSE);
    }

    @Test
    void servers_that_come_after_the_program_in_any_order() throws Exception {
        for (List<Server> order : List.of(
                List.of(Server.RABBITMQ, Server.POSTGRESQL, Server.NEO4J),
                List.of(Server.NEO4J, Server.POSTGRESQL, Server.RABBITMQ))) {
            for (Server server : Server.values()) {
                rig.begin(server, Fault.RESET);
            }
            Path dump = rig.nextDump(500);
            try (var program = Program.start(SERVICES, rig.settings(dump))) {
                assertThat(Stream.of(Server.values())
                                .map(server -> watch(program, server).state()))
                        .containsOnly(ServerWatch.State.CONNECTING);
                for (Server server : order) {
                    rig.end(server, Fault.RESET);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> watch(program, server).state() == ServerWatch.State.UP);
                }
                rig.awaitAllStored();
            }
        }
        rig.assertNothingIsLeft();
    }

    private static ServerWatch watch(Program program, Server server) {
        String name = server.name().toLowerCase(java.util.Locale.ROOT) + "-watch";
        return program.main().lookup(name, ServerWatch.class);
    }

    /**
     * When a consumer pauses, or its channel is lost, what it holds unacknowledged is delivered again: at most the prefetch of
     * each of its queues. A server that comes back half-way, and goes again, may cost as much once more.
     */
    private static void assertRedeliveriesAreFew(Program program, EnumSet<Server> failed, int outages) {
        Map<String, Long> again = redeliveries(program);
        boolean broker = failed.contains(Server.RABBITMQ);
        long bound = 2L * outages * OutageRig.PREFETCH * DataType.values().length;
        assertThat(again.get("tableinator"))
                .isLessThanOrEqualTo(broker || failed.contains(Server.POSTGRESQL) ? bound : 0);
        assertThat(again.get("graphinator")).isLessThanOrEqualTo(broker || failed.contains(Server.NEO4J) ? bound : 0);
    }

    private static Map<String, Long> redeliveries(Program program) {
        Map<String, Long> again = new HashMap<>();
        var meters = program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(io.micrometer.core.instrument.MeterRegistry.class);
        for (String service : List.of("graphinator", "tableinator")) {
            again.put(service, (long) meters.find(Metric.REDELIVERIES.id()).tag("service", service).counters().stream()
                    .mapToDouble(io.micrometer.core.instrument.Counter::count)
                    .sum());
        }
        return again;
    }

    private static void report(String outage, Program program) {
        System.out.println("delivered again, " + outage + ": " + redeliveries(program));
    }
}
