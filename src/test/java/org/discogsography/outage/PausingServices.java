package org.discogsography.outage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** While a store is down its service rests, its messages wait in RabbitMQ, and the other store's service finishes. */
@Tag("outage")
class PausingServices {

    private static final Logger LOG = LoggerFactory.getLogger(PausingServices.class);
    private static final List<String> SERVICES = List.of("graphinator", "tableinator");
    private static final Duration PATIENCE = Duration.ofMinutes(Drill.isOn() ? 4 : 2);
    private static final Duration REST = Duration.ofSeconds(Drill.isOn() ? 40 : 6);

    /** What the settings say of the breaker's next probe, and the five seconds in which consumption has to go on. */
    private static final Duration RESUMED = Duration.ofSeconds((Drill.isOn() ? 30 : 2) + 5);

    /** The last line of a histogram of classes: instances, bytes. */
    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

    /** Of the extractor, for a window: so that a store can fail in the middle of its dump. */
    private static final Duration PACE = Duration.ofMillis(200);

    private static final List<Server> STORES = List.of(Server.POSTGRESQL, Server.NEO4J);
    private static final Map<String, JarProcess> CONSUMERS = new HashMap<>();

    private static OutageRig rig;
    private static Load load;
    private static Call call;
    private static Map<String, String> slowExtractor;

    private Server away;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
        load = new Load(rig, folder);
        call = Call.of(folder).with(settings());
        slowExtractor = SlowExtractor.settings(folder.resolve("routes"), PACE);
        SERVICES.forEach(service -> CONSUMERS.put(service, service(service).start()));
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = rig.settingsPatientWithRabbitMq();
        if (!Drill.isOn()) {
            // With a minimum the pool tries by itself, in the end every five seconds. A probe that waits for two, as
            // here, would miss
            // it; the drill's probes wait for ten.
            settings.put("postgres.pool.minimum", "0");
        }
        return settings;
    }

    @AfterAll
    static void stop() {
        CONSUMERS.values().forEach(JarProcess::close);
    }

    /** Also if something was not as it should be: the next case has the same servers. */
    @AfterEach
    void endOutage() {
        if (away != null) {
            rig.end(away, Fault.KILL);
            away = null;
        }
    }

    static Stream<Server> stores() {
        return Drill.cases("a store is down", STORES.stream(), List.of(Server.POSTGRESQL));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("stores")
    void while_a_store_is_down_its_messages_wait_and_the_other_store_is_filled(Server down) throws Exception {
        String resting = down.consumers().get(0);
        String other = SERVICES.get(1 - SERVICES.indexOf(resting));
        Path dump = load.nextDump(30L * OutageRig.WINDOW);
        long redelivered = rig.rabbitmq().redelivered();
        JarProcess consumer = CONSUMERS.get(resting);
        try (var extractor = service("extractor")
                .with(slowExtractor)
                .with("DISCOGS_ROOT", dump.toString())
                .with("EXTRACTOR_EXIT_WHEN_DONE", "true")
                .start()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> load.stored(resting) > 0);
            var times = new OutageTimes(Fault.KILL + " [" + down + "], messages wait");
            rig.begin(down, Fault.KILL);
            away = down;
            load.sendPoison();
            assertThat(extractor.exitCode(PATIENCE)).isZero();
            await().atMost(PATIENCE).until(() -> consumer.out().contains("consumers paused"));

            await().atMost(PATIENCE).until(() -> load.stored(other) == load.records() && load.ready(other) == 0);
            rig.rabbitmq().awaitUnacknowledged(0, PATIENCE);
            assertRests(consumer, resting);
            assertThat(load.deadLetters(resting)).isZero();
            assertThat(load.deadLetters(other)).isPositive();

            long deliveries = load.deliveries(resting);
            LOG.info("{} down: the first messages had been delivered {} times before", down.word(), deliveries);
            assertThat(deliveries).as("once for the one pause").isLessThanOrEqualTo(1);
            assertThat(rig.rabbitmq().redelivered() - redelivered)
                    .as("for the other store not at all")
                    .isLessThanOrEqualTo((long) OutageRig.PREFETCH * DataType.values().length);

            endOutage();
            times.ended();
            long before = load.stored(resting);
            await().atMost(RESUMED).pollInterval(Duration.ofMillis(50)).until(() -> consumer.out()
                    .contains("consumers resumed"));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> load.stored(resting) > before);
            times.recovered(down);
            times.log();
            load.awaitExact();
            LOG.info("an operator read:\n{}", new ProgramLog(consumer).outages(LocalDateTime.MIN));
        }
        rig.rabbitmq().awaitUnacknowledged(0, PATIENCE);
        // Nothing had been set aside when the channels were lost.
        load.assertNothingIsLeft(0);
    }

    private static Call service(String service) {
        return new Call(call.folder(), call.jvm(), List.of(service), call.environment());
    }

    /** Neither CPU time nor memory nor deliveries for a while. */
    private static void assertRests(JarProcess consumer, String service) throws Exception {
        long ready = load.ready(service);
        assertThat(ready).isPositive();
        long live = live(consumer);
        var cpu = consumer.cpuTime();
        var began = Instant.now();
        Thread.sleep(REST.toMillis());
        Duration used = consumer.cpuTime().minus(cpu);
        Duration time = Duration.between(began, Instant.now());
        long more = live(consumer) - live;
        LOG.info(
                "{} paused for {}: {} messages ready, {} ms of CPU time, {} KB more alive in the heap",
                service,
                DurationText.time(time),
                ready,
                used.toMillis(),
                more);
        assertThat(used).as("a quarter of a core").isLessThan(time.dividedBy(4));
        assertThat(more).as("KB").isLessThan(5_000);
        assertThat(load.ready(service)).isEqualTo(ready);
    }

    /**
     * What is alive in the heap, in KB, counted in the same pause of the program as the collection before it. What the collector
     * says is used, asked for afterwards, has some megabytes of garbage in it: each thread that allocates takes a buffer.
     */
    private static long live(JarProcess program) throws IOException, InterruptedException {
        String histogram = jcmd(program, "GC.class_histogram");
        var total = LIVE.matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Long.parseLong(total.group(1)) / 1024;
    }

    private static String jcmd(JarProcess program, String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(program.pid()),
                        command)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }
}
