package org.discogsography.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.discogsography.dump.DataType;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphRecord;
import org.discogsography.graph.GraphSchema;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.TestNeo4jSettings;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;

/**
 * Measures the statements alone: batches of 500 releases with about eight edges each, one writer.
 *
 * <p>{@code GraphWriteBench [releases] [bolt://host:port user password]}; without an address, on an embedded server.
 */
public final class GraphWriteBench {

    private static final int BATCH = 500;
    private static final String[] GENRES = {
        "Blues",
        "Brass & Military",
        "Children's",
        "Classical",
        "Electronic",
        "Folk, World, & Country",
        "Funk / Soul",
        "Hip Hop",
        "Jazz",
        "Latin",
        "Non-Music",
        "Pop",
        "Reggae",
        "Rock",
        "Stage & Screen"
    };

    private GraphWriteBench() {}

    public static void main(String[] args) throws InterruptedException {
        int releases = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        if (args.length > 1) {
            try (Driver driver = TestNeo4jSettings.of(args[1], args[2], args[3]).driver()) {
                GraphSchema.apply(driver, "neo4j");
                run(driver, "neo4j", releases);
            }
        } else {
            EmbeddedNeo4j server = EmbeddedNeo4j.start();
            run(server.driver(), server.database(), releases);
            EmbeddedNeo4j.stop();
        }
    }

    /** Prints one line for every 20,000 releases of each kind of write. */
    public static void run(Driver driver, String database, int releases) throws InterruptedException {
        System.out.printf(Locale.ROOT, "parse: %.1f us a release of %d bytes%n", parseMicros(), release(1, 1).length);
        try (CypherRunner runner = new CypherRunner(driver, database)) {
            write("bare", runner, BARE, releases, 1, "20260101", 10_000_000);
            write("new", runner, Cypher.statement("store", DataType.RELEASES), releases, 1, "20260101", 0);
            write("unchanged", runner, Cypher.statement("store", DataType.RELEASES), releases, 1, "20260201", 0);
            write("touched", runner, Cypher.statement("touch", DataType.RELEASES), releases, 1, "20260301", 0);
            write("changed", runner, Cypher.statement("store", DataType.RELEASES), releases, 2, "20260401", 0);
        }
        try (var session = driver.session(SessionConfig.forDatabase(database))) {
            session.run("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS edges ORDER BY type")
                    .forEachRemaining(row -> System.out.println(row.asMap()));
        }
    }

    /** The baseline: the same edges, without any guarantee. */
    private static final String BARE = """
            UNWIND $given.records AS record
            MERGE (n:Release {id: record.id})
            SET n = record.properties
            FOREACH (id IN record.artists | MERGE (a:Artist {id: id}) MERGE (n)-[:BY]->(a))
            FOREACH (label IN record.labels | MERGE (l:Label {id: label.id}) MERGE (n)-[e:ON]->(l) SET e.catnos = label.catnos)
            FOREACH (id IN record.masters | MERGE (m:Master {id: id}) MERGE (n)-[:DERIVED_FROM]->(m))
            FOREACH (name IN record.genres | MERGE (g:Genre {name: name}) MERGE (n)-[:IS]->(g))
            FOREACH (name IN record.styles | MERGE (s:Style {name: name}) MERGE (n)-[:IS]->(s))
            """;

    private static void write(
            String what, CypherRunner runner, String statement, int releases, int state, String version, int offset)
            throws InterruptedException {
        int every = Math.min(releases, 20_000);
        StringBuilder rates = new StringBuilder();
        long begin = System.nanoTime();
        long lap = begin;
        for (int from = 0; from < releases; from += BATCH) {
            List<GraphRecord> batch = new ArrayList<>(BATCH);
            for (int i = from; i < from + BATCH; i++) {
                String id = String.valueOf(i + offset);
                batch.add(GraphRecord.of(DataType.RELEASES, id, "sha-" + i + "-" + state, version, release(i, state)));
            }
            runner.run(statement, GraphRecord.parameters(batch), AccessMode.WRITE, Duration.ofSeconds(60));
            if ((from + BATCH) % every == 0) {
                long now = System.nanoTime();
                rates.append(String.format(Locale.ROOT, " %.0f", every * 1e9 / (now - lap)));
                lap = now;
            }
        }
        System.out.printf(
                Locale.ROOT, "%-10s %.0f/s (%s )%n", what, releases * 1e9 / (System.nanoTime() - begin), rates);
    }

    private static double parseMicros() {
        byte[] json = release(1, 1);
        for (int i = 0; i < 20_000; i++) {
            GraphRecord.of(DataType.RELEASES, "1", "sha", "20260101", json);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            GraphRecord.of(DataType.RELEASES, "1", "sha", "20260101", json);
        }
        return (System.nanoTime() - begin) / 20_000e3;
    }

    /** A release of about 2 kB; one in twenty is by Artist 194, "Various". State 2 differs in a style and an artist. */
    static byte[] release(int i, int state) {
        Random random = new Random(i);
        StringBuilder json = new StringBuilder(2_500);
        json.append("{\"id\":\"")
                .append(i)
                .append("\",\"title\":\"Title ")
                .append(i)
                .append('/')
                .append(state);
        json.append("\",\"country\":\"UK\",\"released\":\"1999-03-00\",\"artists\":[");
        int artists = 1 + random.nextInt(2);
        for (int a = 0; a < artists; a++) {
            int artist = random.nextInt(20) == 0 ? 194 : random.nextInt(40_000);
            int shift = a == 0 && state == 2 ? 7 : 0;
            json.append(a == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(artist + shift)
                    .append("\",\"name\":\"A\"}");
        }
        json.append("],\"labels\":[{\"id\":\"")
                .append(random.nextInt(20_000))
                .append("\",\"name\":\"L\",\"catno\":\"C-");
        json.append(i).append("\"}],\"formats\":[{\"name\":\"Vinyl\",\"qty\":\"1\",\"descriptions\":[\"12\\\"\"]}]");
        if (random.nextBoolean()) {
            json.append(",\"master_id\":\"").append(random.nextInt(60_000)).append('"');
        }
        json.append(",\"genres\":[\"")
                .append(GENRES[random.nextInt(GENRES.length)])
                .append("\"],\"styles\":[");
        int styles = 2 + random.nextInt(2);
        for (int s = 0; s < styles; s++) {
            json.append(s == 0 ? "" : ",")
                    .append("\"Style ")
                    .append(random.nextInt(600) + (s == 0 ? state : 0))
                    .append('"');
        }
        json.append("],\"tracklist\":[");
        for (int t = 0; t < 14; t++) {
            json.append(t == 0 ? "" : ",")
                    .append("{\"position\":\"A")
                    .append(t)
                    .append("\",\"title\":\"Some track title ");
            json.append(t)
                    .append("\",\"duration\":\"4:45\",\"extraartists\":[{\"id\":\"9\",\"name\":\"Somebody Else\"}]}");
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
