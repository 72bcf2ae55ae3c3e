package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.outage.OutagePlan.Step;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever happens, in whatever order: faults of all kinds and servers, overlapping, and kills of the program. Alone, and for
 * longer:
 *
 * <pre>mvn verify -Pdrill -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=RandomOutages -Doutages.minutes=5</pre>
 *
 * <p>{@code -Doutages.seed} repeats the plan that a run has printed.
 */
@Tag("drill")
class RandomOutages {

    private static final Logger LOG = LoggerFactory.getLogger(RandomOutages.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final double MINUTES = Double.parseDouble(System.getProperty("outages.minutes", "1"));
    private static final List<Server> STORES = List.of(Server.POSTGRESQL, Server.NEO4J);
    private static final long RECORDS_A_MINUTE = 12_000;

    /** For a window: half of the time, so that all has been published when the faults are over, outages and all. */
    private static final Duration PACE = Duration.ofMillis(OutageRig.WINDOW * 60_000L / RECORDS_A_MINUTE / 2);

    static Stream<Integer> plans() {
        return Drill.cases("random outages", Stream.of(1, 2, 3, 4, 5), List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("plans")
    void whatever_happens_in_the_end_all_is_stored_once(int number, @TempDir Path folder) throws Exception {
        Brokers.requireRabbitMq();
        long seed = Long.getLong("outages.seed", System.nanoTime());
        var plan = OutagePlan.random(seed, Duration.ofMillis((long) (MINUTES * 60_000)));
        LOG.info("plan {}: -Doutages.seed={} -Doutages.minutes={}\n{}", number, seed, MINUTES, plan);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (var rig = OutageRig.start()) {
            var load = new Load(rig, folder);
            Path dump = load.nextDump((long) (RECORDS_A_MINUTE * MINUTES));
            Call call = Call.of(folder)
                    .with(rig.settings())
                    .with(SlowExtractor.settings(folder.resolve("routes"), PACE))
                    .with("DISCOGS_ROOT", dump.toString());
            var program = new AtomicReference<>(call.start());
            List<JarProcess> killed = Collections.synchronizedList(new ArrayList<>());
            var redelivered = new AtomicLong();
            List<JarProcess> programs;
            try {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> load.stored("tableinator") > 0);
                load.sendPoison();

                var times = new OutageTimes("random, -Doutages.seed=" + seed + " -Doutages.minutes=" + MINUTES);
                List<Future<Void>> faults = new ArrayList<>();
                faults.add(threads.submit(() -> kill(program, killed, call, plan.kills())));
                for (Map.Entry<Server, List<Step>> of : plan.servers().entrySet()) {
                    faults.add(threads.submit(() -> harm(rig, of.getKey(), of.getValue(), redelivered)));
                }
                for (Future<Void> fault : faults) {
                    fault.get();
                }
                LOG.info("all faults are over");
                times.ended();
                load.awaitExact();
                STORES.forEach(times::recovered);
                times.log();
                long again = redelivered.addAndGet(rig.rabbitmq().redelivered());
                programs = new ArrayList<>(killed);
                programs.add(program.get());
                long most = inHand(programs);
                LOG.info("delivered again: {}, of at most {}", again, most);
                assertThat(again).isLessThanOrEqualTo(most);
                program.get().terminate();
                program.get().exitCode(PATIENCE);
            } finally {
                threads.shutdownNow();
                program.get().close();
            }
            load.assertNothingIsLeft((int) copies(programs));
        }
    }

    /**
     * How often each queue of a store's service lost the channel of its consumer, at most: by the end of a program, by the loss of its
     * connection, and by a pause.
     */
    private static long losses(List<JarProcess> programs, Server store) {
        return programs.size()
                + said(programs, "RabbitMQ: no connection to")
                + said(programs, store.word() + ": consumers paused");
    }

    /** How often one queue lost it alone: by a batch that was given back, or a message that got lost on its way into one. */
    private static long lossesOfOne(List<JarProcess> programs) {
        return said(programs, "goes back to its queue")
                + said(programs, "could not be put into a batch")
                + said(programs, "were lost on the way");
    }

    /** How many messages were in hand, at most, when the channels were lost. */
    private static long inHand(List<JarProcess> programs) {
        return OutageRig.PREFETCH
                * (DataType.values().length
                                * STORES.stream()
                                        .mapToLong(store -> losses(programs, store))
                                        .sum()
                        + lossesOfOne(programs));
    }

    /** How many more of a dead letter there may be: for each loss of its queue's channel, and each try that was not confirmed. */
    private static long copies(List<JarProcess> programs) {
        return STORES.stream().mapToLong(store -> losses(programs, store)).max().orElseThrow()
                + lossesOfOne(programs)
                + said(programs, "dead letters cannot be published");
    }

    private static long said(List<JarProcess> programs, String words) {
        return programs.stream()
                .flatMap(program -> program.out().lines())
                .filter(line -> line.contains(words))
                .count();
    }

    private static Void harm(OutageRig rig, Server server, List<Step> steps, AtomicLong redelivered)
            throws InterruptedException {
        for (Step step : steps) {
            Thread.sleep(step.peace().toMillis());
            if (server == Server.RABBITMQ && step.fault().endsProcess()) {
                // It takes its count with it.
                redelivered.addAndGet(rig.rabbitmq().redelivered());
            }
            LOG.info("{}: {}", server.word(), step.fault());
            rig.begin(server, step.fault());
            Thread.sleep(step.time().toMillis());
            rig.end(server, step.fault());
            LOG.info("{}: {} is over", server.word(), step.fault());
        }
        return null;
    }

    private static Void kill(
            AtomicReference<JarProcess> program, List<JarProcess> killed, Call call, List<Duration> alive)
            throws InterruptedException {
        for (Duration time : alive) {
            Thread.sleep(time.toMillis());
            LOG.info("the program is killed");
            program.get().close();
            killed.add(program.get());
            program.set(call.start());
        }
        return null;
    }
}
