package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.program.Listener.Heard;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An extractor that is killed goes on near where it was, and in the end all has arrived and the counts are right. */
class ResumedExtractionIT {

    private static final Logger LOG = LoggerFactory.getLogger(ResumedExtractionIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BATCH = 20;
    private static final int KILLS = 2;

    /** What may be published between a confirm and its being on disk: that of a second, and what a loaded machine adds. */
    private static final Duration BEHIND = Duration.ofSeconds(3);

    private final Inbox inbox = Inbox.on(TestServers.start().broker());

    @TempDir
    private static Path dumpFolder;

    private static SampleDump.Written dump;

    @TempDir
    private Path folder;

    private Call extractor;

    /** The same, which is never done: nobody consumes what it sends to graphinator, so it waits among the releases. */
    private Call endless;

    @BeforeAll
    static void dump() throws Exception {
        dump = SampleDump.of(12_000).writeTo(dumpFolder);
    }

    @BeforeEach
    void configure() {
        extractor = Call.of(folder, "extractor")
                .with(inbox.settings())
                .with("DISCOGS_ROOT", dumpFolder.toString())
                .with("EXTRACTOR_STATE_FOLDER", folder.toString())
                .with("EXTRACTOR_BATCH_SIZE", Integer.toString(BATCH))
                .with("EXTRACTOR_EXIT_WHEN_DONE", "true");
        endless = extractor.with(
                "EXTRACTOR_BACKLOG_LIMIT_OUTAGE", Long.toString(dump.counts().get(DataType.RELEASES) * 3 / 4));
    }

    @Test
    void killed_at_any_point_it_goes_on_near_there_and_nothing_is_lost() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        LOG.info("killed with -Dseed={}", seed);
        var random = new Random(seed);
        try (var listener = Listener.on(inbox, "tableinator")) {
            List<Instant> ends = new ArrayList<>();
            List<String> said = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                long share = dump.total() / (KILLS + 1);
                long enough = listener.count() + share / 3 + random.nextInt((int) share / 2);
                // Four threads parse, then one goes on where they had got to, then four again.
                var parsing = endless.jvmToo("-XX:ActiveProcessorCount=" + (kill % 2 == 0 ? 6 : 2));
                try (var program = parsing.start()) {
                    awaitHeard(listener, enough, program);
                    assertThat(program.isRunning()).isTrue();
                    said.add(program.out());
                }
                listener.awaitAll();
                ends.add(listener.last());
            }
            extractor = extractor.jvmToo("-XX:ActiveProcessorCount=6");
            said.add(finish());
            listener.awaitAll();

            // One that waited before it was killed may have been within a second of the file's beginning.
            assertThat(said)
                    .anySatisfy(one -> assertThat(one).containsAnyOf("resumed at record", "waits for graphinator"));
            // A kill between two files, or within a second of it, leaves nothing to resume in the middle of one.
            assertThat(said.get(KILLS))
                    .containsAnyOf("resumed at record", "were published before, the file is skipped");
            long doubled = 0;
            for (DumpFile file : dump.files()) {
                doubled += assertArrived(file, listener.records(file.type()), ends);
            }
            LOG.info("{} of {} records arrived twice after {} kills", doubled, dump.total(), KILLS);
            assertThat(doubled).isLessThan(dump.total());
            assertEndsAreAnnounced(listener);

            long before = listener.count();
            assertThat(finish()).contains("was published completely at", "EXTRACTOR_FORCE");
            listener.awaitAll();
            assertThat(listener.count()).isEqualTo(before);
        }
    }

    @Test
    void terminated_it_publishes_no_more_than_the_window_under_way_again() throws Exception {
        try (var listener = Listener.on(inbox, "tableinator")) {
            for (int run = 1; run <= 2; run++) {
                long enough = listener.count() + dump.total() / 4;
                try (var program = endless.start()) {
                    awaitHeard(listener, enough, program);
                    program.terminate();
                    assertThat(program.exitCode(PATIENCE)).as("%s", program).isEqualTo(143);
                    assertThat(program.out()).contains("the next start continues from here");
                }
            }
            finish();
            listener.awaitAll();

            long arrived = 0;
            for (DumpFile file : dump.files()) {
                assertThat(listener.records(file.type()).stream().map(Heard::id).distinct())
                        .hasSize(dump.counts().get(file.type()).intValue());
                arrived += listener.records(file.type()).size();
            }
            assertThat(arrived - dump.total()).isLessThanOrEqualTo(2 * BATCH);
            assertEndsAreAnnounced(listener);
        }
    }

    @Test
    void the_second_of_two_at_once_stands_by_and_force_publishes_again() throws Exception {
        try (var listener = Listener.on(inbox, "tableinator")) {
            String standby = "standby, another extractor is at work";
            // Whichever comes first is not done before the other is there: nobody consumes what it sends to
            // graphinator.
            var patient = extractor.with("EXTRACTOR_BACKLOG_LIMIT_OUTAGE", "1000");
            try (var one = patient.start();
                    var other = patient.start()) {
                await().atMost(PATIENCE).until(() -> (one.out() + other.out()).contains(standby));
                try (var consumer = Listener.on(inbox, "graphinator")) {
                    assertThat(one.exitCode(PATIENCE)).as("%s", one).isZero();
                    assertThat(other.exitCode(PATIENCE)).as("%s", other).isZero();
                    assertThat(consumer.count()).isPositive();
                }
                assertThat(List.of(one.out(), other.out()))
                        .filteredOn(said -> said.contains(standby))
                        .singleElement()
                        .asString()
                        .contains("takes over", "nothing to do");
            }
            listener.awaitAll();
            assertThat(listener.count()).isEqualTo(dump.total() + 8);

            try (var again = extractor.with("EXTRACTOR_FORCE", "true").start()) {
                assertThat(again.exitCode(PATIENCE)).as("%s", again).isZero();
            }
            listener.awaitAll();
            assertThat(listener.count()).isEqualTo(2 * (dump.total() + 8));
        }
    }

    /** Waits until so many messages have come; if the run before was ended late, so that more had come, this one may wait before that. */
    private static void awaitHeard(Listener listener, long enough, JarProcess program) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> listener.count() >= enough || program.out().contains("waits for graphinator"));
    }

    private String finish() {
        try (var program = extractor.start()) {
            assertThat(program.exitCode(PATIENCE)).as("%s", program).isZero();
            return program.toString();
        }
    }

    /**
     * All there, in the file's order but for steps back to what came shortly before the last of a run that was killed. How many came twice.
     *
     * @param ends when the last of each such run came: it may have waited for a while before it was killed
     */
    private static long assertArrived(DumpFile file, List<Heard> heard, List<Instant> ends) throws Exception {
        List<String> ids = new ArrayList<>();
        try (var reader = DumpReader.open(file, rejected -> {})) {
            reader.forEachRemaining(record -> ids.add(record.id()));
        }
        Map<String, Integer> order = new HashMap<>();
        ids.forEach(id -> order.put(id, order.size()));
        Map<String, Instant> first = new HashMap<>();
        int next = 0;
        for (Heard record : heard) {
            int place = order.get(record.id());
            if (place != next) {
                assertThat(place).as("nothing is left out in %s", file.name()).isLessThan(next);
                Instant before = first.get(record.id());
                assertThat(ends)
                        .as("a step back in %s from %d to %d", file.name(), next, place)
                        .anySatisfy(
                                end -> assertThat(Duration.between(before, end)).isBetween(Duration.ZERO, BEHIND));
            }
            first.putIfAbsent(record.id(), record.at());
            next = place + 1;
        }
        assertThat(first.keySet()).as(file.name()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(next).isEqualTo(ids.size());
        return (long) heard.size() - ids.size();
    }

    private void assertEndsAreAnnounced(Listener listener) {
        for (DataType type : DataType.values()) {
            assertThat(listener.controls("file_complete"))
                    .filteredOn(end -> end.path("data_type").asText().equals(type.plural()))
                    .isNotEmpty()
                    .allSatisfy(end -> assertThat(end.path("total_processed").longValue())
                            .isEqualTo(dump.counts().get(type)));
        }
        assertThat(listener.controls("extraction_complete"))
                .hasSizeGreaterThanOrEqualTo(DataType.values().length)
                .allSatisfy(end -> dump.counts().forEach((type, count) -> assertThat(
                                end.path("record_counts").path(type.plural()).longValue())
                        .isEqualTo(count)));
    }
}
