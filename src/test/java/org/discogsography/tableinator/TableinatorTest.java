package org.discogsography.tableinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.consuming.ReadMessage;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message does to its table. */
@ParameterizedClass
@MethodSource("org.discogsography.servers.Brokers#any")
class TableinatorTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static EmbeddedPostgres postgres;
    private static Program program;
    private static Exchange exchange;
    private static Tableinators tableinators;

    @Parameter
    Brokers brokers;

    @BeforeParameterizedClassInvocation
    static void start(Brokers brokers) {
        var broker = brokers.shared();
        postgres = EmbeddedPostgres.start();
        tableinators = new Tableinators(broker, postgres);
        exchange = Exchange.connect(broker.port());
        // What the tests before have left there.
        exchange.purgeAll();
        program = tableinators.start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (postgres != null) {
            exchange.close();
            program.close();
            postgres.close();
            postgres = null;
        }
    }

    @BeforeEach
    void clear() {
        tableinators.clear(exchange);
    }

    private static void publish(TestRecord record, String version) {
        exchange.publish("artists", version, record.message());
    }

    private static List<StoredRow> rows() {
        return StoredRow.all(postgres, ARTISTS);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    private static void soonStored(TestRecord record, String version) {
        soon(() -> assertThat(rows())
                .extracting(StoredRow::id, StoredRow::hash, StoredRow::version, StoredRow::data)
                .containsExactly(tuple(record, version)));
    }

    private static org.assertj.core.groups.Tuple tuple(TestRecord record, String version) throws Exception {
        return org.assertj.core.groups.Tuple.tuple(
                record.id(), record.sha256(), version, MAPPER.readTree(record.json()));
    }

    /** What was published before this has been dealt with when the marker is there. */
    private static void published() {
        exchange.publish("artists", "99991231", new TestRecord("marker", "M").message());
        soon(() -> assertThat(rows()).extracting(StoredRow::id).contains("marker"));
        sql("delete from artists where data_id = 'marker'");
    }

    private static void sql(String statement) {
        try (var connection = postgres.connect();
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void every_record_becomes_a_row_that_is_field_for_field_what_was_published(@TempDir Path folder) throws Exception {
        var dump = SampleDump.of(300).writeTo(folder);
        var writer = new MessageWriter(Exchange.NAME, dump.version());
        for (var file : dump.files()) {
            try (var reader = DumpReader.open(file, rejected -> {})) {
                while (reader.hasNext()) {
                    exchange.send(
                            file.type().plural(),
                            dump.version(),
                            new String(writer.data(reader.next()).body(), UTF_8));
                }
            }
        }
        exchange.confirm();

        for (var file : dump.files()) {
            soon(() -> assertThat(StoredRow.all(postgres, file.type()))
                    .hasSize(dump.counts().get(file.type()).intValue()));
            var rows = StoredRow.all(postgres, file.type()).stream()
                    .collect(java.util.stream.Collectors.toMap(StoredRow::id, row -> row));
            try (var reader = DumpReader.open(file, rejected -> {})) {
                while (reader.hasNext()) {
                    var record = reader.next();
                    var row = rows.get(record.id());
                    assertThat(row.data()).isEqualTo(MAPPER.readTree(record.canonicalJson()));
                    assertThat(row.hash()).isEqualTo(record.sha256());
                    assertThat(row.version()).isEqualTo(dump.version());
                }
            }
        }
    }

    @Test
    void a_record_that_changes_from_A_to_B_and_back_to_A_ends_as_A() {
        var a = new TestRecord("1", "A");
        var b = new TestRecord("1", "B");
        publish(a, "20260801");
        soonStored(a, "20260801");
        publish(b, "20260801-2");
        soonStored(b, "20260801-2");
        publish(a, "20260801-3");
        soonStored(a, "20260801-3");

        publish(b, "20260901");
        publish(a, "20261001");
        soonStored(a, "20261001");
    }

    @Test
    void an_older_dump_never_overwrites_a_newer_one() {
        var newer = new TestRecord("1", "newer");
        publish(newer, "20260801-2");
        soonStored(newer, "20260801-2");

        publish(new TestRecord("1", "older"), "20260701");
        publish(new TestRecord("1", "replaced"), "20260801");
        publish(newer, "20200101");
        publish(new TestRecord("1", "of no dump"), null);
        published();

        soonStored(newer, "20260801-2");
    }

    @Test
    void a_message_without_a_version_is_stored_and_older_than_any_dump() {
        var first = new TestRecord("1", "of no dump");
        publish(first, null);
        soonStored(first, "");
        var second = new TestRecord("1", "of no dump, later");
        publish(second, null);
        soonStored(second, "");
        var third = new TestRecord("1", "of a dump");
        publish(third, "20080309");
        soonStored(third, "20080309");
    }

    @Test
    void an_unchanged_record_has_its_time_refreshed_and_its_data_left_alone() throws Exception {
        var record = new TestRecord("1", "A");
        publish(record, "20260801");
        soonStored(record, "20260801");
        // Data that no message holds: it shows whether the column is written.
        sql("update artists set updated_at = '2000-01-01', data = '{\"left\": \"alone\"}'");
        var before = Instant.now().minusSeconds(60);

        publish(record, "20260801");
        soon(() -> assertThat(rows().get(0).updatedAt()).isAfter(before));
        sql("update artists set updated_at = '2000-01-01'");
        publish(record, "20260901");
        soon(() -> assertThat(rows().get(0).updatedAt()).isAfter(before));

        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.version()).isEqualTo("20260901");
            assertThat(row.data()).isEqualTo(MAPPER.readTree("{\"left\":\"alone\"}"));
        });
    }

    @Test
    void what_cannot_be_read_goes_to_the_dead_letters_with_its_reason_and_its_neighbours_are_stored() {
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var malformed = List.of("no JSON", "{\"type\":\"data\"}", "[]");
        for (int i = 0; i < 30; i++) {
            exchange.send("artists", "20260801", new TestRecord("1" + i, "A").message());
            if (i % 10 == 5) {
                exchange.send("artists", "20260801", malformed.get(i / 10));
            }
        }
        exchange.confirm();

        soon(() -> assertThat(rows()).hasSize(30));
        String dead = Tableinators.deadLetterQueue(ARTISTS);
        soon(() -> assertThat(exchange.ready(dead)).isEqualTo(3));
        for (String body : malformed) {
            var letter = exchange.take(dead);
            assertThat(letter.getBody()).asString(UTF_8).isEqualTo(body);
            assertThat(letter.getProps().getDeliveryMode()).isEqualTo(2);
            var headers = letter.getProps().getHeaders();
            assertThat(headers.get("x-reason")).asString().isNotEmpty();
            assertThat(headers.get("x-exception")).asString().endsWith("MalformedMessageException");
            assertThat(headers.get("x-service")).asString().isEqualTo("tableinator");
            assertThat(headers.get("x-exchange")).asString().isEqualTo(Exchange.NAME);
            assertThat(headers.get("x-routing-key")).asString().isEqualTo("artists");
            assertThat(headers.get("version")).asString().isEqualTo("20260801");
            assertThat(Instant.parse(headers.get("x-time").toString())).isBetween(began, Instant.now());
        }
    }

    @Test
    void the_ends_of_files_and_extractions_are_acknowledged_and_stored_nowhere() {
        exchange.send("artists", "20260801", """
                {"type":"file_complete","data_type":"artists","file":"discogs_20260801_artists.xml.gz","total_processed":1}""");
        exchange.send("artists", "20260801", """
                {"type":"extraction_complete","version":"20260801","record_counts":{"artists":1}}""");
        exchange.confirm();
        published();

        assertThat(rows()).isEmpty();
        // They are acknowledged only after the marker's row is there.
        soon(() -> assertThat(program.main()
                        .getCamelContext()
                        .getRegistry()
                        .lookupByNameAndType("tableinator-artists-read", ReadMessage.class)
                        .inWork())
                .isZero());
        program.close();
        try {
            soon(() -> assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isZero());
            assertThat(exchange.ready(Tableinators.deadLetterQueue(ARTISTS))).isZero();
        } finally {
            program = tableinators.start();
        }
    }

    @Test
    void each_type_has_a_table_of_its_own() {
        for (DataType type : DataType.values()) {
            exchange.publish(type.plural(), "20260801", new TestRecord("1", type.plural()).message());
        }
        for (DataType type : DataType.values()) {
            soon(() -> assertThat(StoredRow.all(postgres, type)).singleElement().satisfies(row -> assertThat(
                            row.data().get("name").asText())
                    .isEqualTo(type.plural())));
        }
    }
}
