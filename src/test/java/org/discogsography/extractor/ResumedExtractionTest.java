package org.discogsography.extractor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFolder;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several runs over one dump, each ended in a different way: what each run publishes and counts. */
class ResumedExtractionTest {

    private static final BatchSize BATCH = new BatchSize(2, 1_000_000);

    @TempDir
    private Path folder;

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final RecordOutcomes records = new RecordOutcomes(new SimpleMeterRegistry());
    private final List<String> published = new ArrayList<>();
    private Extraction extraction;
    private int exitCode = -1;

    /** Runs the steps as the routes do. The broker confirms that many batches, then the program is killed. */
    private void run(int batches) throws Exception {
        published.clear();
        exitCode = -1;
        int left = batches;
        try (var state = ExtractionState.open(folder, "20260801", false)) {
            extraction = new Extraction(
                    DumpFolder.scan(folder),
                    "exchange",
                    BATCH,
                    records,
                    ending -> state,
                    stopping::get,
                    new Timeline());
            for (FileExtraction file : extraction.begin()) {
                for (var open = extraction.open(file); open.hasNext(); ) {
                    RecordBatch batch = open.next();
                    batch.forEach(
                            message -> published.add((String) message.headers().get("id")));
                    if (left-- == 0) {
                        return; // in flight when the program is killed
                    }
                    extraction.confirmed(batch, List.of());
                }
                extraction.close().forEach(this::publish);
                extraction.closed();
            }
            extraction.complete().stream().limit(1).forEach(this::publish);
            var exchange = new DefaultExchange(new DefaultCamelContext());
            extraction.end(exchange);
            exitCode = exchange.getMessage().getBody(Integer.class);
        }
    }

    private void run() throws Exception {
        run(Integer.MAX_VALUE);
    }

    private void publish(OutboundMessage control) {
        try {
            var body = new ObjectMapper().readTree(control.body());
            published.add(body.path("type").asText() + " "
                    + body.path(body.has("total_processed") ? "total_processed" : "record_counts"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(DataType type, String... records) throws Exception {
        Files.write(path(type), gzip("<" + type + ">\n" + String.join("\n", records) + "\n</" + type + ">\n"));
    }

    private Path path(DataType type) {
        return folder.resolve("discogs_20260801_" + type + ".xml.gz");
    }

    private static byte[] gzip(String xml) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(xml.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String artist(int id) {
        return "<artist><id>" + id + "</id><name>n</name></artist>";
    }

    private static String[] artists(int count) {
        return java.util.stream.IntStream.rangeClosed(1, count)
                .mapToObj(ResumedExtractionTest::artist)
                .toArray(String[]::new);
    }

    @Test
    void confirmed_records_are_not_published_again_and_totals_count_all_runs() throws Exception {
        write(DataType.ARTISTS, artists(7));

        run(1);
        assertThat(published).containsExactly("1", "2", "3", "4");
        run(1);
        assertThat(published).containsExactly("3", "4", "5", "6");
        run();
        assertThat(published).containsExactly("5", "6", "7", "file_complete 7", "extraction_complete {\"artists\":7}");
        assertThat(exitCode).isZero();
        assertThat(extraction.files().get(0).published()).isEqualTo(7);
        assertThat(records.total(new ConsumerQueue("extractor", DataType.ARTISTS), RecordOutcomes.Outcome.PUBLISHED))
                .isEqualTo(7);
    }

    @Test
    void a_rejected_record_is_counted_once_wherever_a_run_ends() throws Exception {
        String nobody = "<artist><name>Nobody</name></artist>";
        for (int confirmed = 0; confirmed <= 3; confirmed++) {
            write(
                    DataType.ARTISTS,
                    nobody,
                    artist(1),
                    nobody,
                    artist(2),
                    nobody,
                    artist(3),
                    "junk",
                    artist(4),
                    nobody,
                    artist(5),
                    nobody);
            Files.deleteIfExists(StateFile.of(folder, "20260801").path());

            run(confirmed);
            List<String> before = published.stream().limit(2L * confirmed).toList();
            run();

            List<String> all = new ArrayList<>(before);
            all.addAll(published);
            all.removeIf(message -> message.length() > 1);
            if (confirmed < 3) {
                assertThat(all).containsExactly("1", "2", "3", "4", "5");
                assertThat(published).endsWith("file_complete 5", "extraction_complete {\"artists\":5}");
            }
            assertThat(extraction.files().get(0).published()).isEqualTo(5);
            assertThat(extraction.files().get(0).rejected()).isEqualTo(6);
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void a_complete_dump_is_not_published_again_until_one_of_its_files_is_replaced() throws Exception {
        write(DataType.ARTISTS, artists(3));
        write(DataType.LABELS, "<label><id>9</id></label>");
        run();
        assertThat(exitCode).isZero();

        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(extraction.succeeded()).isTrue();
        assertThat(extraction.files()).extracting(FileExtraction::published).containsExactly(3L, 1L);

        write(DataType.LABELS, "<label><id>8</id></label>", "<label><id>9</id></label>");
        run();
        assertThat(published)
                .containsExactly("8", "9", "file_complete 2", "extraction_complete {\"artists\":3,\"labels\":2}");
    }

    @Test
    void when_the_program_ends_the_current_batch_is_the_last() throws Exception {
        write(DataType.ARTISTS, artists(7));
        write(DataType.LABELS, "<label><id>9</id></label>");
        run(1);

        stopping.set(true);
        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.ended()).isFalse();

        stopping.set(false);
        run();
        assertThat(published).startsWith("3", "4").endsWith("extraction_complete {\"artists\":7,\"labels\":1}");
    }

    @Test
    void a_broken_file_is_resumed_at_its_checkpoint_and_fails_again_until_it_is_replaced() throws Exception {
        write(DataType.ARTISTS, artist(1), artist(2), artist(3), "<artist><id>4</oops></artist>", artist(5));
        write(DataType.LABELS, "<label><id>9</id></label>");

        run();
        assertThat(published).containsExactly("1", "2", "3", "9", "file_complete 1");
        assertThat(exitCode).isEqualTo(1);
        String failure = extraction.files().get(0).failure();
        assertThat(failure).contains("in record 4");

        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.files().get(0).failure()).isEqualTo(failure);
        assertThat(extraction.files().get(0).published()).isEqualTo(3);

        write(DataType.ARTISTS, artists(5));
        run();
        assertThat(published)
                .containsExactly(
                        "1", "2", "3", "4", "5", "file_complete 5", "extraction_complete {\"artists\":5,\"labels\":1}");
    }

    @Test
    void no_record_of_a_truncated_file_is_published_twice() throws Exception {
        write(DataType.ARTISTS, artists(2_000));
        byte[] whole = Files.readAllBytes(path(DataType.ARTISTS));
        Files.write(path(DataType.ARTISTS), Arrays.copyOf(whole, whole.length / 2));

        run();
        long before = extraction.files().get(0).published();
        assertThat(before).isPositive();
        run();
        assertThat(published).isEmpty();
        assertThat(extraction.files().get(0).failure()).contains("truncated");
        assertThat(extraction.files().get(0).published()).isEqualTo(before);
    }
}
