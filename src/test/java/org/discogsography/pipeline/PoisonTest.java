package org.discogsography.pipeline;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.Topology;
import org.discogsography.broker.consuming.ControlMessages;
import org.discogsography.broker.consuming.RequeueBatch;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad records among good ones, for both stores at once: each store's bad ones, and no others, become its dead letters, and
 * their neighbours are written in the same pass.
 */
@ParameterizedClass
@MethodSource("org.discogsography.servers.Brokers#any")
class PoisonTest {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final int BATCH = 500;
    private static final String VERSION = "20260801";

    /** More than the graph's index holds; the tables' index holds it, compressed. */
    private static final String LARGE = "x".repeat(9_000);

    /** Both stores' one, where it matters which. */
    private static final String FOR_BOTH = record("both" + LARGE, "\"name\":\"\\u0000\"");

    /** What neither store can make anything of, for no message can be read out of it. */
    private static final List<String> UNREADABLE = List.of(
            "no JSON",
            "",
            "[]",
            "{\"type\":\"data\",\"name\":\"no id\"}",
            "{\"type\":\"data\",\"id\":null}",
            "{\"type\":\"data\",\"id\":\"\"}",
            "{\"type\":\"data\",\"id\":12}",
            "{\"type\":\"film\",\"id\":\"1\"}",
            "{\"type\":\"data\",\"id\":\"hash\",\"sha256\":\"" + "0123456789abcdef".repeat(4) + "\"}",
            "\ufeff" + record("mark", "\"name\":\"A\""),
            new String(record("encoding", "\"name\":\"A\"").getBytes(UTF_16LE), UTF_8),
            record("deep", "\"name\":" + "[".repeat(2_000) + "]".repeat(2_000)));

    private static final List<String> BAD_FOR_TABLES = List.of(
            record("nul", "\"name\":\"a\\u0000b\""),
            record("surrogate", "\"name\":\"\\ud800\""),
            record("large" + incompressible(3_000), "\"name\":\"A\""));

    private static final List<String> BAD_FOR_GRAPH =
            List.of(record("1" + LARGE, "\"name\":\"A\""), record("2" + LARGE, "\"name\":\"A\""));

    /** What only looks odd. */
    private static final List<String> GOOD_FOR_BOTH = List.of(
            record("alias", "\"aliases\":[{\"id\":\"" + incompressible(9_000) + "\"}]"),
            record("kind", "\"aliases\":\"text\",\"groups\":{\"id\":{\"x\":\"y\"}}"),
            record("kinds", "\"name\":[\"A\",{\"lang\":\"en\",\"name\":\"B\"}],\"members\":[[]]"));

    private static final String LARGE_FOR_BOTH = record("larger" + incompressible(9_000), "\"name\":\"A\"");

    private final TestServers servers = TestServers.start();
    private final LogLines givenBack = LogLines.of(RequeueBatch.class);
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Parameter
    private Brokers brokers;

    private Exchange exchange;
    private Program program;
    private int batch;

    @BeforeEach
    void clear() {
        servers.clear();
        exchange = Exchange.connect(brokers.shared().port());
        exchange.purgeAll();
    }

    private void start(int batchSize) {
        batch = batchSize;
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", brokers.shared().address());
        for (String service : Topology.CONSUMERS) {
            settings.put(service + ".batch-size", Integer.toString(batchSize));
            // Only full batches, so that what is published together is stored together.
            settings.put(service + ".batch-interval", "600000");
            settings.put(service + ".batch-bytes", "1000000000");
            settings.put(service + ".prefetch-bytes", "1000000000");
        }
        settings.put("camel.main.shutdown-timeout", "3");
        program = Program.start(Topology.CONSUMERS, settings);
    }

    @AfterEach
    void stop() {
        program.close();
        exchange.close();
        givenBack.close();
    }

    private static String record(String id, String fields) {
        return "{\"type\":\"data\",\"id\":\"" + id + "\"," + fields + "}";
    }

    private static String incompressible(int characters) {
        byte[] bytes = new byte[characters / 2];
        new Random(1).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static List<String> good(int records) {
        return IntStream.range(0, records)
                .mapToObj(i -> record("good-" + i, "\"name\":\"A\""))
                .toList();
    }

    /** The messages in this order, the bad ones spread over the batch. */
    private void publish(List<String> bad) {
        publish(bad, good(batch - bad.size()));
    }

    private void publish(List<String> bad, List<String> good) {
        assertThat(bad.size() + good.size()).isEqualTo(batch);
        List<String> all = new ArrayList<>(good);
        for (int i = 0; i < bad.size(); i++) {
            all.add(all.size() * i / bad.size(), bad.get(i));
        }
        all.forEach(
                body -> exchange.send("artists", Map.of("version", VERSION, "origin", "test"), body.getBytes(UTF_8)));
        exchange.confirm();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    private void soonSettled(String service, int deadLetters) {
        var source = new ConsumerQueue(service, ARTISTS);
        soon(() -> assertThat(program.records().total(source, Outcome.DEAD_LETTERED))
                .as("dead letters of the " + service)
                .isEqualTo(deadLetters));
        // The others are counted when they are acknowledged, which comes after that.
        soon(() -> assertThat(program.records().total(source, Outcome.ADDED))
                .isEqualTo(batch - deadLetters - controls(source)));
        assertThat(givenBack.lines()).isEmpty();
    }

    private long controls(ConsumerQueue source) {
        ControlMessages controls = program.controls();
        return controls.total(source, Message.FileComplete.class)
                + controls.total(source, Message.ExtractionComplete.class);
    }

    /** Takes all dead letters of a service. */
    private List<GetResponse> letters(String service) {
        return exchange.takeAll(dead(service));
    }

    private static String dead(String service) {
        return "discogsography-" + service + "-artists-dead";
    }

    private static List<String> bodies(List<GetResponse> letters) {
        return letters.stream()
                .map(letter -> new String(letter.getBody(), UTF_8))
                .toList();
    }

    private long lookups(String service) {
        return program.main()
                .getCamelContext()
                .getRegistry()
                .lookupByNameAndType(service + "-artists-repository", StoreIdempotentRepository.class)
                .getLookups();
    }

    private Set<String> storedByTables() throws Exception {
        Set<String> ids = new TreeSet<>();
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select data_id from artists")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private Set<String> storedByGraph() {
        Set<String> ids = new TreeSet<>();
        servers.neo4j()
                .driver()
                .executableQuery("MATCH (a:Artist) WHERE a.sha256 IS NOT NULL RETURN a.id AS id")
                .execute()
                .records()
                .forEach(row -> ids.add(row.get("id").asString()));
        return ids;
    }

    @Test
    void each_store_sets_aside_what_it_cannot_store_as_it_came_and_stores_the_rest_in_the_same_pass() throws Exception {
        start(BATCH);
        List<String> bad = new ArrayList<>(UNREADABLE);
        bad.addAll(BAD_FOR_TABLES);
        bad.addAll(BAD_FOR_GRAPH);
        bad.add(LARGE_FOR_BOTH);
        bad.add(FOR_BOTH);
        bad.add(FOR_BOTH);
        List<String> rest = new ArrayList<>(good(BATCH - bad.size() - GOOD_FOR_BOTH.size() - 2));
        rest.addAll(GOOD_FOR_BOTH);
        rest.add(100, "{\"type\":\"file_complete\",\"data_type\":\"artists\",\"total_processed\":1}");
        rest.add("{\"type\":\"extraction_complete\",\"version\":\"20260801\"}");
        publish(bad, rest);

        List<String> deadForTables = new ArrayList<>(bad);
        deadForTables.removeAll(BAD_FOR_GRAPH);
        List<String> deadForGraph = new ArrayList<>(bad);
        deadForGraph.removeAll(BAD_FOR_TABLES);
        soonSettled("tableinator", deadForTables.size());
        soonSettled("graphinator", deadForGraph.size());
        for (String service : Topology.CONSUMERS) {
            assertThat(controls(new ConsumerQueue(service, ARTISTS))).isEqualTo(2);
        }
        var tables = letters("tableinator");
        var graph = letters("graphinator");
        assertThat(bodies(tables)).containsExactlyInAnyOrderElementsOf(deadForTables);
        assertThat(bodies(graph)).containsExactlyInAnyOrderElementsOf(deadForGraph);
        tables.forEach(letter -> assertTellsWhatBecameOfIt(letter, "tableinator"));
        graph.forEach(letter -> assertTellsWhatBecameOfIt(letter, "graphinator"));
        assertThat(storedByTables())
                .hasSize(BATCH - 2 - deadForTables.size())
                .contains("good-0", "1" + LARGE, "2" + LARGE, "alias", "kind", "kinds");
        assertThat(storedByGraph())
                .hasSize(BATCH - 2 - deadForGraph.size())
                .contains("good-0", "nul", "surrogate", "alias", "kind", "kinds");
    }

    private void assertTellsWhatBecameOfIt(GetResponse letter, String service) {
        var headers = letter.getProps().getHeaders();
        boolean read = !UNREADABLE.contains(new String(letter.getBody(), UTF_8));
        assertThat(letter.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(headers.get("version")).asString().isEqualTo(VERSION);
        assertThat(headers.get("origin")).asString().isEqualTo("test");
        assertThat(headers.get("x-reason")).asString().isNotBlank();
        assertThat(headers.get("x-service")).asString().isEqualTo(service);
        assertThat(headers.get("x-exchange")).asString().isEqualTo(Exchange.NAME);
        assertThat(headers.get("x-routing-key")).asString().isEqualTo("artists");
        assertThat(Instant.parse(headers.get("x-time").toString())).isBetween(began, Instant.now());
        if (read) {
            assertThat((int) headers.get("x-attempts")).isBetween(9, 11);
            assertThat(headers.get("x-exception")).asString().doesNotContain("Malformed");
        } else {
            assertThat((int) headers.get("x-attempts")).isEqualTo(1);
            assertThat(headers.get("x-exception")).asString().endsWith("MalformedMessageException");
        }
    }

    @Test
    void one_bad_record_among_500_is_found_in_some_twenty_statements() {
        start(BATCH);
        publish(List.of(FOR_BOTH));

        for (String service : Topology.CONSUMERS) {
            soonSettled(service, 1);
            assertThat(bodies(letters(service))).containsExactly(FOR_BOTH);
            // Each look is followed by one statement that stores.
            assertThat(lookups(service)).as("statements of the " + service).isBetween(2L, 21L);
        }
    }

    @Test
    void a_batch_of_bad_records_alone_becomes_as_many_dead_letters() throws Exception {
        start(100);
        publish(IntStream.range(0, batch)
                .mapToObj(i -> record(i + LARGE, "\"name\":\"\\u0000\""))
                .toList());

        for (String service : Topology.CONSUMERS) {
            soonSettled(service, batch);
            assertThat(bodies(letters(service))).doesNotHaveDuplicates().hasSize(batch);
        }
        assertThat(storedByTables()).isEmpty();
        assertThat(storedByGraph()).isEmpty();
    }

    @Test
    void what_the_broker_takes_no_dead_letter_of_stays_in_its_queue_until_it_does() {
        start(100);
        exchange.delete(dead("tableinator"));
        publish(List.of(UNREADABLE.get(0)));

        // The route's own tries, or the next program, declare what is missing.
        soon(() -> assertThat(exchange.isThere(dead("tableinator"))).isTrue());
        soon(() -> assertThat(bodies(letters("tableinator"))).containsExactly(UNREADABLE.get(0)));
        soon(() -> assertThat(bodies(letters("graphinator"))).containsExactly(UNREADABLE.get(0)));
        soon(() ->
                assertThat(exchange.ready("discogsography-tableinator-artists")).isZero());
        soon(() -> assertThat(storedByTables()).hasSize(batch - 1));
    }

    @Test
    void texts_of_more_than_20_million_characters_are_stored_and_ids_of_that_length_are_set_aside() throws Exception {
        // Each try sends all of a half again.
        start(8);
        // More than Jackson reads as one text by default.
        String huge = record("huge", "\"name\":\"" + "x".repeat(21_000_000) + "\"");
        String many = record("many", "\"urls\":[\"" + "x".repeat(7_000_000) + "\",\"" + "y".repeat(14_000_000) + "\"]");
        String id = record("z".repeat(21_000_000), "\"name\":\"A\"");
        publish(List.of(huge, many, id));

        for (String service : Topology.CONSUMERS) {
            soonSettled(service, 1);
            assertThat(letters(service)).singleElement().satisfies(letter -> assertThat(letter.getBody())
                    .isEqualTo(id.getBytes(UTF_8)));
        }
        assertThat(storedByTables()).hasSize(batch - 1).contains("huge", "many");
        assertThat(storedByGraph()).hasSize(batch - 1).contains("huge", "many");
    }
}
