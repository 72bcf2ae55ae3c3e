package org.discogsography.extractor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.settings.SettingException;
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
    private final Set<String> versions = new TreeSet<>();
    private Extraction extraction;
    private String types; // null: those of which there is a file
    private String version = "";
    private Runnable afterReading = () -> {};
    private int exitCode = -1;

    /** Runs the steps as the routes do. The broker confirms that many batches, then the program is killed. */
    private void run(int batches) throws Exception {
        published.clear();
        versions.clear();
        exitCode = -1;
        int left = batches;
        var choice = DumpChoice.of(
                DumpFolder.versions(folder), Wish.of(types(), version), StateFile.newestPublished(folder));
        var timeline = new Timeline();
        extraction = new Extraction(
                new DumpSelection(
                        choice,
                        new FileHashes(folder, stopping::get),
                        (version, ending) -> ExtractionState.open(folder, version, false),
                        stopping::get),
                "exchange",
                BATCH,
                records,
                new Rejections(new RejectedRecords(folder), 100, records, timeline),
                stopping::get,
                timeline);
        try {
            for (FileExtraction file : extraction.begin()) {
                for (var open = extraction.publisher().open(file); open.hasNext(); ) {
                    RecordBatch batch = open.next();
                    batch.forEach(
                            message -> published.add((String) message.headers().get("id")));
                    batch.forEach(
                            message -> versions.add((String) message.headers().get("version")));
                    if (left-- == 0) {
                        return; // in flight when the program is killed
                    }
                    extraction.publisher().confirmed(batch, List.of());
                }
                afterReading.run();
                extraction.publisher().close().forEach(this::publish);
                extraction.publisher().closed();
            }
            extraction.complete().stream().limit(1).forEach(this::publish);
            var exchange = new DefaultExchange(new DefaultCamelContext());
            extraction.end(exchange);
            exitCode = exchange.getMessage().getBody(Integer.class);
        } finally {
            extraction.saveProgress();
        }
    }

    private String types() {
        return types != null
                ? types
                : Arrays.stream(DataType.values())
                        .filter(type -> Files.exists(path(type)))
                        .map(DataType::plural)
                        .collect(java.util.stream.Collectors.joining(","));
    }

    private void run() throws Exception {
        run(Integer.MAX_VALUE);
    }

    private void publish(OutboundMessage control) {
        try {
            var body = new ObjectMapper().readTree(control.body());
            if (body.has("record_counts")) {
                assertThat(body.path("files").size())
                        .isEqualTo(body.path("record_counts").size());
            }
            for (var file : body.path("files")) {
                byte[] content =
                        Files.readAllBytes(folder.resolve(file.path("file").asText()));
                assertThat(file.path("sha256").asText())
                        .isEqualTo(java.util.HexFormat.of().formatHex(sha256(content)));
            }
            published.add(body.path("type").asText() + " "
                    + body.path(body.has("total_processed") ? "total_processed" : "record_counts")
                    + (body.has("rejected") ? " rejected " + body.path("rejected") : ""));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(content);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
                assertThat(published)
                        .endsWith("file_complete 5", "extraction_complete {\"artists\":5} rejected {\"artists\":6}");
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

        FileTime time = Files.getLastModifiedTime(path(DataType.LABELS));
        long size = Files.size(path(DataType.LABELS));
        write(DataType.LABELS, "<label><id>8</id></label>");
        assertThat(path(DataType.LABELS)).hasSize(size);
        Files.setLastModifiedTime(path(DataType.LABELS), time);
        run();
        assertThat(versions).containsExactly("20260801-2");
        assertThat(published)
                .containsExactly("8", "file_complete 1", "extraction_complete {\"artists\":3,\"labels\":1}");
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
    void a_damaged_record_is_rejected_with_its_bytes_and_all_others_are_published() throws Exception {
        String damaged = "<artist><id>4</oops></artist>";
        write(DataType.ARTISTS, artist(1), artist(2), artist(3), damaged, artist(5), artist(3));
        write(DataType.LABELS, "<label><id>9</id></label>");

        for (int confirmed = 0; confirmed <= 3; confirmed++) {
            Files.deleteIfExists(StateFile.of(folder, "20260801").path());
            run(confirmed);
            List<String> before = published.stream().limit(2L * confirmed).toList();
            run();

            List<String> all = new ArrayList<>(before);
            all.addAll(published);
            assertThat(all)
                    .containsExactly(
                            "1",
                            "2",
                            "3",
                            "5",
                            "3",
                            "file_complete 5",
                            "9",
                            "file_complete 1",
                            "extraction_complete {\"artists\":4,\"labels\":1} rejected {\"artists\":1}");
            assertThat(exitCode).isEqualTo(1);
            assertThat(extraction.files().get(0).rejected()).isEqualTo(1);
        }

        var kept = folder.resolve("rejected/discogs_20260801_artists.xml.gz.000000000136");
        assertThat(Path.of(kept + ".bytes")).hasContent(damaged);
        assertThat(Path.of(kept + ".json")).content().contains("is not well-formed XML at line 5");
        assertThat(ExtractionHealth.ofDump(extraction))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason()).contains("artists", "1 record", "rejected"));

        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
    }

    private List<String> setAside() throws IOException {
        try (var files = Files.list(folder.resolve("rejected"))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".bytes"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_file_with_too_much_damage_fails_and_only_the_other_types_are_announced() throws Exception {
        String nobody = "<artist><name>n</name></artist>";
        var many = new ArrayList<>(List.of(artist(1), artist(2), artist(3)));
        many.addAll(java.util.Collections.nCopies(101, nobody));
        many.add(artist(4));
        write(DataType.ARTISTS, many.toArray(String[]::new));
        write(DataType.LABELS, "<label><id>9</id></label>");

        run();
        assertThat(published)
                .containsExactly("1", "2", "3", "9", "file_complete 1", "extraction_complete {\"labels\":1}");
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.files().get(0).rejected()).isEqualTo(100);
        String failure = extraction.files().get(0).failure();
        assertThat(failure).contains("more than 100 rejected records (extractor.rejected-limit)");
        // The one too many is set aside too, and not counted.
        assertThat(setAside()).hasSize(101);

        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.files().get(0).failure()).isEqualTo(failure);
        assertThat(setAside()).hasSize(101);
        assertThat(extraction.files().get(0).published()).isEqualTo(3);
    }

    @Test
    void a_truncated_file_is_published_up_to_the_break_and_announced_once_it_was_replaced() throws Exception {
        write(DataType.ARTISTS, artists(5));
        write(DataType.LABELS, "<label><id>9</id></label>");
        byte[] whole = Files.readAllBytes(path(DataType.ARTISTS));
        Files.write(path(DataType.ARTISTS), Arrays.copyOf(whole, whole.length - 4));

        run();
        assertThat(published)
                .containsExactly("1", "2", "3", "4", "5", "9", "file_complete 1", "extraction_complete {\"labels\":1}");
        assertThat(exitCode).isEqualTo(1);
        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);

        Files.write(path(DataType.ARTISTS), whole);
        run();
        assertThat(published)
                .containsExactly(
                        "1", "2", "3", "4", "5", "file_complete 5", "extraction_complete {\"artists\":5,\"labels\":1}");
        assertThat(exitCode).isZero();
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

    private void writeAll(String version) throws Exception {
        for (DataType type : DataType.values()) {
            String tag = type.element();
            Files.write(
                    folder.resolve("discogs_" + version + "_" + type + ".xml.gz"),
                    gzip("<" + type + ">\n<" + tag + " id='1'><id>1</id><name>" + version + "</name></" + tag + ">\n</"
                            + type + ">\n"));
        }
    }

    private void writeChecksums(String version) throws Exception {
        var lines = new StringBuilder();
        for (DataType type : DataType.values()) {
            Path file = folder.resolve("discogs_" + version + "_" + type + ".xml.gz");
            lines.append(new FileHashes(folder, () -> false).of(file).orElseThrow())
                    .append(' ')
                    .append(file.getFileName())
                    .append('\n');
        }
        Files.writeString(folder.resolve("discogs_" + version + "_CHECKSUM.txt"), lines);
    }

    @Test
    void a_dump_that_lacks_a_file_is_left_alone_unless_the_types_are_named() throws Exception {
        types = "";
        writeAll("20260701");
        writeAll("20260801");
        Files.delete(path(DataType.MASTERS));

        run();
        assertThat(versions).containsExactly("20260701");
        assertThat(exitCode).isZero();
        assertThat(extraction.leftAlone()).containsExactly("the dump of 20260801 has no file for masters");

        types = "labels,artists";
        run();
        assertThat(versions).containsExactly("20260801");
        assertThat(published)
                .containsExactly(
                        "1",
                        "file_complete 1",
                        "1",
                        "file_complete 1",
                        "extraction_complete {\"artists\":1,\"labels\":1}");

        types = "";
        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.nothingWasReadable()).isTrue();
        assertThat(ExtractionHealth.ofDump(extraction)).singleElement().satisfies(finding -> assertThat(
                        finding.reason())
                .contains("20260801 has no file for masters", "extractor.types"));
    }

    @Test
    void a_version_that_is_named_is_taken_but_none_that_is_older_than_what_has_been_published() throws Exception {
        types = "";
        writeAll("20260701");
        writeAll("20260801");
        version = "20260701";
        run();
        assertThat(versions).containsExactly("20260701");

        version = "20260801";
        run();
        assertThat(versions).containsExactly("20260801");

        version = "20260701";
        assertThatThrownBy(this::run)
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("20260701 is older than that of 20260801");
        version = "20260901";
        assertThatThrownBy(this::run).isInstanceOf(SettingException.class).hasMessageContaining("no dump of 20260901");
    }

    @Test
    void a_dump_that_differs_from_its_checksums_is_left_alone() throws Exception {
        types = "";
        writeAll("20260701");
        writeAll("20260801");
        writeChecksums("20260701");
        writeChecksums("20260801");
        byte[] good = Files.readAllBytes(path(DataType.LABELS));
        write(DataType.LABELS, "<label><id>9</id></label>");

        run();
        assertThat(versions).containsExactly("20260701");
        assertThat(exitCode).isZero();
        assertThat(extraction.version()).isEqualTo("20260701");
        assertThat(extraction.leftAlone()).singleElement().asString().contains("20260801", "labels", "CHECKSUM");

        version = "20260801";
        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);
        assertThat(extraction.nothingWasReadable()).isTrue();

        Files.write(path(DataType.LABELS), good);
        Path checksums = folder.resolve("discogs_20260801_CHECKSUM.txt");
        List<String> lines = Files.readAllLines(checksums);
        Files.write(checksums, lines.subList(0, 3)); // broken off
        run();
        assertThat(published).isEmpty();
        assertThat(exitCode).isEqualTo(1);

        version = "";
        Files.write(checksums, lines);
        run();
        assertThat(versions).containsExactly("20260801");
        assertThat(exitCode).isZero();
    }

    @Test
    void an_id_that_is_there_twice_counts_once_wherever_a_run_ends() throws Exception {
        write(DataType.ARTISTS, artist(1), artist(2), artist(1), artist(3), artist(1));
        run(1);
        run();
        assertThat(published).endsWith("file_complete 5", "extraction_complete {\"artists\":3}");
    }

    @Test
    void a_file_that_changes_while_it_is_read_is_not_complete() throws Exception {
        write(DataType.ARTISTS, artists(3));
        afterReading = () -> {
            try {
                write(DataType.ARTISTS, artists(2));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        run();
        assertThat(published).containsExactly("1", "2", "3");
        assertThat(extraction.files().get(0).failure()).contains("was changed while it was read");
        assertThat(exitCode).isEqualTo(1);

        afterReading = () -> {};
        run();
        assertThat(versions).containsExactly("20260801-2");
        assertThat(published).containsExactly("1", "2", "file_complete 2", "extraction_complete {\"artists\":2}");
    }
}
