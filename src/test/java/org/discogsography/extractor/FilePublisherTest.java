package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a file that cannot be published. */
class FilePublisherTest {

    @TempDir
    private Path folder;

    @Test
    void an_unexpected_failure_is_reported_in_plain_words() {
        BooleanSupplier fails = () -> {
            throw new UncheckedIOException(new AccessDeniedException("/dumps/artists"));
        };
        var records = new RecordOutcomes(new SimpleMeterRegistry());
        var timeline = new Timeline();
        var choice = new DumpChoice(List.of(), List.of(), Optional.empty(), false);
        var publisher = new FilePublisher(
                new DumpSelection(choice, new FileHashes(folder, () -> false), (version, ending) -> null, () -> false),
                "exchange",
                new BatchSize(2, 1_000),
                records,
                new Rejections(new RejectedRecords(folder), 100, records, timeline),
                fails,
                timeline);
        Path path = folder.resolve("discogs_20260801_artists.xml.gz");
        var file = new FileExtraction(new DumpFile(path, "20260801", DataType.ARTISTS));

        ExtractionState saved = ExtractionState.open(folder, "20260801", false);
        publisher.begin(new DumpSelection.Selected(Map.of(), saved, Optional.empty()));
        assertThat(publisher.open(file)).isExhausted();
        saved.close();

        assertThat(file.failure())
                .isEqualTo("discogs_20260801_artists.xml.gz cannot be read (access denied: /dumps/artists)");
    }
}
