package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a dump that could not be read is looked at again, although nothing in its folder has changed. */
class ExtractionsTest {

    private static final Duration INTERVAL = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private Path dumps;
    private Path elsewhere;
    private Extractions extractions;

    @BeforeEach
    void damagedDump() throws Exception {
        dumps = Files.createDirectory(folder.resolve("dumps"));
        elsewhere = folder.resolve("elsewhere");
        Files.write(dumps.resolve("discogs_20260801_artists.xml.gz"), new byte[0]);
        Path state = Files.createDirectory(folder.resolve("state"));
        var chooser = new DumpChooser(dumps, state, Wish.of("artists", ""), Optional::empty);
        var timeline = new Timeline();
        var records = new RecordOutcomes(new SimpleMeterRegistry());
        extractions = new Extractions(
                chooser,
                chooser.first(),
                choice -> new Extraction(
                        new DumpSelection(
                                choice,
                                new FileHashes(state, () -> false),
                                (version, ending) -> ExtractionState.open(state, version, false),
                                () -> false),
                        "exchange",
                        new BatchSize(2, 1_000_000),
                        records,
                        new Rejections(new RejectedRecords(state), 100, records, timeline),
                        () -> false,
                        timeline),
                new FolderWatch(dumps, Duration.ZERO, Optional::empty),
                INTERVAL,
                () -> 0,
                () -> false,
                false);
    }

    /** The steps of the route; nothing can be published. */
    private void run() throws Exception {
        for (FileExtraction file : extractions.begin()) {
            assertThat(extractions.open(file)).isExhausted();
            assertThat(extractions.close()).isEmpty();
            extractions.closed();
        }
        assertThat(extractions.complete()).isEmpty();
        extractions.end(new DefaultExchange(new DefaultCamelContext()));
        extractions.saveProgress();
    }

    private void awaitDue() {
        await().atMost(INTERVAL.multipliedBy(100)).until(extractions::isDue);
    }

    @Test
    void a_folder_that_is_away_when_it_is_time_is_looked_at_when_it_is_back() throws Exception {
        awaitDue();
        run();
        assertThat(extractions.current().leftSomethingUnread()).isTrue();

        Files.move(dumps, elsewhere);
        // Several times the interval.
        await().during(INTERVAL.multipliedBy(4))
                .atMost(INTERVAL.multipliedBy(100))
                .until(() -> !extractions.isDue());
        Files.move(elsewhere, dumps);
        awaitDue();
    }

    @Test
    void a_folder_that_goes_away_before_it_is_read_counts_as_unread() throws Exception {
        awaitDue();
        Files.move(dumps, elsewhere);
        run();

        assertThat(extractions.current().nothing())
                .hasValueSatisfying(why -> assertThat(why).startsWith("No folder"));
        assertThat(extractions.current().leftSomethingUnread()).isTrue();
    }
}
