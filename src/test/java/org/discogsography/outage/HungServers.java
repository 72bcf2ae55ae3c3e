package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.broker.Topology;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that accepts connections and answers nothing is found within half a minute, as the program comes. */
@Tag("drill")
class HungServers {

    private static final Logger LOG = LoggerFactory.getLogger(HungServers.class);
    static final Duration FOUND = Duration.ofSeconds(30);
    private static final Duration OPEN = FOUND.plusSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(30);

    static Stream<Duration> times() {
        return Drill.cases("hung servers are found", Stream.of(FOUND), List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("times")
    void each_hung_server_is_found_in_time_in_the_middle_of_a_batch_and_on_connecting(
            Duration found, @TempDir Path folder) throws Exception {
        Brokers.requireRabbitMq();
        try (var rig = OutageRig.start()) {
            var load = new Load(rig, folder);
            Path dump = load.nextDump(60_000);
            // For each of 60 batches, so that the extractor has something to publish when the broker hangs.
            var slowExtractor = SlowExtractor.settings(folder.resolve("routes"), Duration.ofMillis(300));
            Call call =
                    Call.of(folder).with(rig.addresses()).with(slowExtractor).with("DISCOGS_ROOT", dump.toString());
            try (var working = call.start()) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> load.stored("graphinator") > 0 && load.stored("tableinator") > 0);
                Map<Server, LocalDateTime> hung = new EnumMap<>(Server.class);
                for (Server store : List.of(Server.POSTGRESQL, Server.NEO4J)) {
                    hung.put(store, now());
                    rig.begin(store, Fault.PAUSE);
                }
                // The broker when it has brought each store something to do.
                await().atMost(PATIENCE).until(() -> Topology.CONSUMERS.stream()
                        .allMatch(service -> rig.rabbitmq().unacknowledged("discogsography-" + service + "-") > 0));
                hung.put(Server.RABBITMQ, now());
                rig.begin(Server.RABBITMQ, Fault.PAUSE);
                Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
                try (var coming = call.with("EXTRACTOR_STATE_FOLDER", elsewhere.toString())
                        .start()) {
                    assertEachIsFound("in the middle of a batch", working, hung, found);
                    assertEachIsFound("on connecting", coming, connecting(coming), found);
                    assertEnds("on connecting", coming);
                }
                assertEachIsLeftAlone(working, hung);
                LOG.info("an operator read:\n{}", new ProgramLog(working).outages(hung.get(Server.POSTGRESQL)));
                assertEnds("in the middle of the work", working);
            }
        }
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneId.systemDefault());
    }

    /** When a program tries to connect to each server for the first time. */
    private static Map<Server, LocalDateTime> connecting(JarProcess program) {
        Map<Server, LocalDateTime> times = new EnumMap<>(Server.class);
        for (Server server : Server.values()) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> new ProgramLog(program).connecting(server).isPresent());
            times.put(
                    server,
                    new ProgramLog(program).connecting(server).orElseThrow().time());
        }
        return times;
    }

    /** As it comes, and while all three hang. */
    private static void assertEnds(String when, JarProcess program) {
        Instant asked = Instant.now();
        program.terminate();
        assertThat(program.exitCode(END)).as("%s", program).isEqualTo(143);
        LOG.info("asked {}, ended after {}", when, DurationText.time(Duration.between(asked, Instant.now())));
        assertThat(program.toString().lines().filter(line -> line.startsWith("\tat ")))
                .as("an outage makes no stack traces")
                .isEmpty();
    }

    /** The failure that finds a server opens its breaker, for it has been silent as long. */
    private static void assertEachIsLeftAlone(JarProcess program, Map<Server, LocalDateTime> times) {
        for (Server server : Server.values()) {
            LocalDateTime hung = times.get(server);
            await().atMost(OPEN).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(
                            new ProgramLog(program).opening(server, hung))
                    .as("%s, hung at %s: %s", server, hung, program)
                    .isPresent());
            var open = new ProgramLog(program).opening(server, hung).orElseThrow();
            Duration after = Duration.between(hung, open.time());
            LOG.info("open after {}: {}", DurationText.time(after), open.text());
            assertThat(after).as("%s: %s", server, open).isLessThan(OPEN);
        }
    }

    private static void assertEachIsFound(
            String when, JarProcess program, Map<Server, LocalDateTime> times, Duration found) {
        for (Server server : Server.values()) {
            LocalDateTime since = times.get(server);
            await().atMost(found.plusSeconds(5))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(new ProgramLog(program).warning(server, since))
                            .as("%s, silent since %s: %s", server, since, program)
                            .isPresent());
            var line = new ProgramLog(program).warning(server, since).orElseThrow();
            Duration after = Duration.between(since, line.time());
            LOG.info("{}, found after {}: {}", when, DurationText.time(after), line.text());
            assertThat(after).as("%s %s: %s", server, when, line).isLessThan(found);
        }
    }
}
