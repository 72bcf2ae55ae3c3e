package org.discogsography.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.ProcessCosts;
import org.neo4j.driver.Session;

/**
 * What a search would cost with Neo4j's full-text index, beside what PostgreSQL's tables of the search take: on the stores that {@link DiscoveryBench}
 * has left in {@code bench.keep}. It makes the index, asks it what that benchmark asks of {@code search}, stores nodes with it and without, and
 * removes both again.
 */
final class FullTextBench {

    private static final int NODES = 100_000;
    private static final int BATCH = 500;
    private static final String MAKE =
            "CREATE FULLTEXT INDEX bench_names FOR (n:Artist|Label|Master|Release|BenchName) ON EACH [n.name, n.title]"
                    + " OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}";
    private static final String ASK =
            "CALL db.index.fulltext.queryNodes('bench_names', $query, {limit: 50}) YIELD node, score"
                    + " RETURN labels(node)[0] AS type, node.id AS id, coalesce(node.name, node.title) AS name, score";

    private final PrintStream out;
    private final Neo4jServer neo4j;

    private FullTextBench(PrintStream out, Neo4jServer neo4j) {
        this.out = out;
        this.neo4j = neo4j;
    }

    static void run(PrintStream out) throws Exception {
        Path folder = Path.of(System.getProperty("bench.keep")).toAbsolutePath();
        List<String> words;
        try (var postgres = PostgresServer.in(folder.resolve("postgres"))) {
            words = new AskedQuestions(postgres)
                    .kinds().stream()
                            .filter(kind -> kind.name().equals("search"))
                            .flatMap(kind -> kind.paths().stream())
                            .map(path -> URLDecoder.decode(
                                    URI.create(path).getRawQuery().substring("q=".length()), StandardCharsets.UTF_8))
                            .toList();
            tables(out, postgres);
        }
        try (var neo4j = Neo4jServer.in(folder.resolve("neo4j"))) {
            new FullTextBench(out, neo4j).run(words);
        }
    }

    private static void tables(PrintStream out, PostgresServer postgres) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var sizes = statement.executeQuery("select (select count(*) from search_entries),"
                        + " pg_indexes_size('search_entries'), pg_total_relation_size('search_entries'),"
                        + " pg_total_relation_size('search_words')")) {
            sizes.next();
            out.printf(
                    Locale.ROOT,
                    "PostgreSQL: %,d entries; search_entries has %,d MB, of which %,d MB are indexes; search_words %,d MB%n",
                    sizes.getLong(1),
                    sizes.getLong(3) >> 20,
                    sizes.getLong(2) >> 20,
                    sizes.getLong(4) >> 20);
        }
    }

    private void run(List<String> words) throws IOException {
        double without;
        try (Session session = neo4j.driver().session()) {
            write(session); // The JVM compiles, and the statement is planned.
            without = write(session);
        }
        long bytes = written();
        Duration before = neo4j.cpuTime();
        long began = System.nanoTime();
        double with;
        try (Session session = neo4j.driver().session()) {
            session.run(MAKE).consume();
            session.run("CALL db.awaitIndexes(36000)").consume();
            out.printf(
                    Locale.ROOT,
                    "Neo4j: the index was made in %.0f s, with %.0f s of CPU time%n",
                    (System.nanoTime() - began) / 1e9,
                    neo4j.cpuTime().minus(before).toMillis() / 1e3);
        }
        out.printf(Locale.ROOT, "The index has %,d MB%n", (written() - bytes) >> 20);
        try (Session session = neo4j.driver().session()) {
            write(session);
            with = write(session);
            out.printf(
                    Locale.ROOT,
                    "A node with a name, CPU time: %.0f us without the index, %.0f us with it%n",
                    without,
                    with);
            for (String edits : List.of("", "~1", "~2")) {
                ask(session, words, edits); // warm
                out.printf("%-14s %s%n", edits.isEmpty() ? "as it is" : "with " + edits, ask(session, words, edits));
            }
            session.run("DROP INDEX bench_names").consume();
        }
    }

    /** Stores nodes, and removes them again without being timed; returns the server's CPU time for each, in microseconds. */
    private double write(Session session) {
        double before = ProcessCosts.of(neo4j.process()).cpuSeconds();
        for (int i = 0; i < NODES; i += BATCH) {
            List<Map<String, Object>> rows = IntStream.range(i, i + BATCH)
                    .mapToObj(id -> Map.<String, Object>of("id", id, "name", "Name " + id % 977 + " of the " + id % 31))
                    .toList();
            session.run("UNWIND $rows AS row CREATE (n:BenchName) SET n = row", Map.of("rows", rows))
                    .consume();
        }
        double used = ProcessCosts.of(neo4j.process()).cpuSeconds() - before;
        session.run("MATCH (n:BenchName) CALL (n) { DELETE n } IN TRANSACTIONS OF 1000 ROWS")
                .consume();
        return used * 1e6 / NODES;
    }

    /** Starts it again, so that all is written, and returns the size of its stores. */
    private long written() throws IOException {
        neo4j.stop();
        long bytes = neo4j.diskBytes();
        neo4j.restart();
        return bytes;
    }

    private static Latencies ask(Session session, List<String> asked, String edits) {
        long[] nanos = new long[asked.size()];
        long began = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            session.run(ASK, Map.of("query", query(asked.get(i), edits))).list();
            nanos[i] = System.nanoTime() - start;
        }
        return Latencies.of(nanos, 0, 0, (System.nanoTime() - began) / 1e9);
    }

    /** All words, each as it is for Lucene; only those of four letters or more with a mistake. */
    private static String query(String text, String edits) {
        return Arrays.stream(text.split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> "+" + word.toLowerCase(Locale.ROOT) + (word.length() < 4 ? "" : edits))
                .collect(Collectors.collectingAndThen(Collectors.joining(" "), query -> query.isEmpty() ? "a" : query));
    }
}
