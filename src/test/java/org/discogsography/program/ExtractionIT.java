package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.program.Inbox.Received;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump, good or bad, through the extractor into the broker: what arrives there, what is said, how it exits. */
class ExtractionIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Inbox inbox = Inbox.on(TestServers.start().broker());

    @TempDir
    private Path folder;

    private DumpFiles dump;

    @BeforeEach
    void dump() throws Exception {
        dump = new DumpFiles(Files.createDirectory(folder.resolve("dump")));
    }

    private Call extractor() {
        return Call.of(folder, "extractor")
                .with(inbox.settings())
                .with("DISCOGS_ROOT", dump.folder().toString());
    }

    private String extract(int exitCode) {
        try (var program = extractor().with("EXTRACTOR_EXIT_WHEN_DONE", "true").start()) {
            assertThat(program.exitCode(PATIENCE)).as("%s", program).isEqualTo(exitCode);
            return program.toString();
        }
    }

    @Test
    void a_good_dump_arrives_whole_in_every_queue_and_each_of_its_ends_is_announced_once() throws Exception {
        var written = SampleDump.of(600).writeTo(dump.folder());

        extract(0);

        for (String service : List.of("graphinator", "tableinator")) {
            for (DataType type : DataType.values()) {
                List<Received> messages = inbox.take(service, type);
                assertThat(messages).allSatisfy(ExtractionIT::keepsTheContract);
                long records = written.counts().get(type);
                assertThat(ofType(messages, "data")).hasSize((int) records);
                assertThat(ofType(messages, "file_complete")).singleElement().satisfies(end -> {
                    assertThat(end.body().path("data_type").asText()).isEqualTo(type.plural());
                    assertThat(end.body().path("file").asText()).isEqualTo(DumpFiles.name(type));
                    assertThat(end.body().path("total_processed").longValue()).isEqualTo(records);
                    assertThat(Instant.parse(end.body().path("timestamp").asText()))
                            .isBeforeOrEqualTo(Instant.now());
                });
                assertThat(messages.get(messages.size() - 1)).satisfies(end -> {
                    assertThat(end.type()).isEqualTo("extraction_complete");
                    assertThat(end.body().path("version").asText()).isEqualTo(DumpFiles.VERSION);
                    assertThat(Instant.parse(end.body().path("started_at").asText()))
                            .isBefore(Instant.parse(end.body().path("timestamp").asText()));
                    written.counts().forEach((counted, count) -> assertThat(end.body()
                                    .path("record_counts")
                                    .path(counted.plural())
                                    .longValue())
                            .isEqualTo(count));
                });
                assertThat(ofType(messages, "extraction_complete")).hasSize(1);
            }
        }
    }

    private static void keepsTheContract(Received message) {
        assertThat(message.properties().getDeliveryMode()).isEqualTo(2);
        assertThat(message.properties().getContentType()).isEqualTo("application/json");
        assertThat(message.header("type")).isEqualTo(message.type());
        assertThat(message.header("version")).isEqualTo(DumpFiles.VERSION);
        if (message.type().equals("data")) {
            assertThat(message.header("id")).isEqualTo(message.body().path("id").asText());
            assertThat(message.header("sha256"))
                    .isEqualTo(message.body().path("sha256").asText())
                    .matches("[0-9a-f]{64}");
        }
    }

    @Test
    void what_breaks_one_file_is_named_and_costs_nothing_of_the_others() throws Exception {
        dump.write(
                DataType.ARTISTS,
                "<artists>",
                "<artist><id>1</id><name>One</name></artist>",
                "<artist><id>2</id><name>Two</name></artist>",
                "<artist><id>3</id><name>Three</oops></artist>",
                "<artist><name>Nobody</name></artist>",
                "<artist><id>5</id><name>Five</name></artist>",
                "</artists>");
        dump.write(DataType.LABELS, "<masters>", "<master id=\"1\"><title>One</title></master>", "</masters>");
        Files.writeString(dump.path(DataType.MASTERS), "<masters></masters>");
        dump.writeOne(DataType.RELEASES);

        String said = extract(1);

        assertThat(said)
                .containsPattern(DumpFiles.name(DataType.ARTISTS) + ": record 3 at line 4 \\(byte 98\\) .*line 4")
                .containsPattern(DumpFiles.name(DataType.ARTISTS) + ": record 4 at line 5 .*has no id")
                .containsPattern(DumpFiles.name(DataType.LABELS) + " .*<masters>.*<labels>")
                .containsPattern(DumpFiles.name(DataType.MASTERS) + " .*not a gzip file");
        assertThat(types(DataType.ARTISTS))
                .containsExactly("data", "data", "data", "file_complete", "extraction_complete");
        assertThat(types(DataType.LABELS)).isEmpty();
        assertThat(types(DataType.MASTERS)).isEmpty();
        List<Received> releases = inbox.take("tableinator", DataType.RELEASES);
        assertThat(releases).extracting(Received::type).containsExactly("data", "file_complete", "extraction_complete");
        assertThat(releases.get(2).body().path("record_counts")).hasToString("{\"artists\":3,\"releases\":1}");
        assertThat(releases.get(2).body().path("rejected")).hasToString("{\"artists\":2}");
        assertThat(dump.folder().resolve("rejected/" + DumpFiles.name(DataType.ARTISTS) + ".000000000098.bytes"))
                .hasContent("<artist><id>3</id><name>Three</oops></artist>");
    }

    @Test
    void of_a_truncated_file_what_was_whole_is_published_and_counted() throws Exception {
        var sample = SampleDump.of(2_000).writeTo(dump.folder());
        // It would show that the file is damaged before anything is published.
        Files.delete(dump.folder().resolve("discogs_" + sample.version() + "_CHECKSUM.txt"));
        Path file = dump.path(DataType.RELEASES);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        String said = extract(1);

        List<String> types = types(DataType.RELEASES);
        assertThat(types).isNotEmpty().containsOnly("data");
        assertThat(said).containsPattern(file.getFileName() + " is truncated.*published before that: " + types.size());
        assertThat(types(DataType.ARTISTS)).contains("file_complete").endsWith("extraction_complete");
    }

    @Test
    void a_dump_that_lacks_a_file_is_named_and_left_alone() throws Exception {
        dump.writeOne(DataType.ARTISTS);

        assertThat(extract(1)).contains("has no file for labels, masters, releases");
        assertThat(types(DataType.ARTISTS)).isEmpty();
    }

    @Test
    void an_extractor_alone_that_can_read_nothing_ends_by_itself() throws Exception {
        Files.writeString(dump.path(DataType.ARTISTS), "not gzip");

        try (var program = extractor().with("EXTRACTOR_TYPES", "artists").start()) {
            assertThat(program.exitCode(PATIENCE)).isEqualTo(1);
            assertThat(program.toString()).contains(DumpFiles.name(DataType.ARTISTS) + " is not a gzip file");
        }
    }

    private List<String> types(DataType type) {
        return inbox.take("tableinator", type).stream().map(Received::type).toList();
    }

    private static List<Received> ofType(List<Received> messages, String type) {
        return messages.stream().filter(message -> message.type().equals(type)).toList();
    }
}
