package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.metrics.Metric;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The program is there before its servers: no process, nothing that listens, or nothing that answers. They come one after the
 * other, or all at once, and empty, so that the exchanges, queues, tables and constraints are made as well.
 */
@Tag("outage")
class AbsentServers {

    private static final Duration PATIENCE = Duration.ofSeconds(Drill.isOn() ? 200 : 90);
    private static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator");

    private static OutageRig rig;

    @BeforeAll
    static void start() {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
    }

    private static ServerWatch watch(Program program, Server server) {
        return program.main().lookup(server.watch(), ServerWatch.class);
    }

    static Stream<Arrival> arrivals() {
        return Drill.cases("servers come late", Stream.of(Arrival.values()), List.of(Arrival.BROKER_AFTER_NEO4J));
    }

    static Stream<Fault> faults() {
        return Drill.cases(
                "servers cannot be used at the start",
                Stream.of(Fault.PAUSE, Fault.DROP, Fault.RESET, Fault.SLOW),
                List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("arrivals")
    void servers_come_after_the_program_and_all_is_stored_once(Arrival order, @TempDir Path folder) throws Exception {
        var load = new Load(rig, folder);
        var absent = EnumSet.allOf(Server.class);
        rig.empty();
        rig.begin(absent, Fault.KILL);
        // An absent one refuses connections at once, and who has come works on.
        Map<String, String> settings = rig.settingsPatientWithRabbitMq();
        settings.putAll(rig.ownAddresses());
        settings.put("discogs.root", load.nextDump(300).toString());
        try (var log = LogLines.of(ServerWatch.class);
                var program = Program.start(SERVICES, settings)) {
            for (Server server : order.servers()) {
                assertThat(absent).allMatch(away -> watch(program, away).state() == ServerWatch.State.CONNECTING);
                rig.end(server, Fault.KILL);
                absent.remove(server);
                await().atMost(PATIENCE).until(() -> watch(program, server).state() == ServerWatch.State.UP);
            }
            assertAllIsStoredOnce(load, program, log);
        }
        load.assertNothingIsLeft(0);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faults")
    @Tag("drill")
    void servers_that_are_there_and_cannot_be_used_at_the_start_are_used_when_they_can(
            Fault fault, @TempDir Path folder) throws Exception {
        var load = new Load(rig, folder);
        var servers = EnumSet.allOf(Server.class);
        rig.empty();
        Map<String, String> settings = rig.settings();
        settings.put("discogs.root", load.nextDump(300).toString());
        rig.begin(servers, fault);
        try (var log = LogLines.of(ServerWatch.class);
                var program = Program.start(SERVICES, settings)) {
            if (fault == Fault.SLOW) {
                awaitUp(program);
            } else {
                await().atMost(PATIENCE).until(() -> servers.stream()
                        .allMatch(server -> watch(program, server).lastError() != null));
                assertThat(servers).allMatch(server -> watch(program, server).state() == ServerWatch.State.CONNECTING);
            }
            rig.end(servers, fault);
            awaitUp(program);
            assertAllIsStoredOnce(load, program, log);
        }
        load.assertNothingIsLeft(0);
    }

    private static void awaitUp(Program program) {
        await().atMost(PATIENCE).until(() -> Stream.of(Server.values())
                .allMatch(server -> watch(program, server).state() == ServerWatch.State.UP));
    }

    private static void assertAllIsStoredOnce(Load load, Program program, LogLines log) {
        await().atMost(PATIENCE).until(() -> load.stored("graphinator") > 0);
        load.sendPoison();
        load.awaitExact();
        for (Server server : Server.values()) {
            assertThat(log.lines())
                    .as("told once, in the end")
                    .filteredOn(line -> line.startsWith(server.word() + ": connected"))
                    .hasSize(1);
        }
        for (String service : List.of("graphinator", "tableinator")) {
            assertThat(Meters.of(program).value(Metric.REDELIVERIES, "service", service))
                    .as("delivered again to the " + service)
                    .isZero();
        }
    }
}
