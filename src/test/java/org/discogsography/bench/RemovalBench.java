package org.discogsography.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.discogsography.dump.DataType;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphLoads;
import org.discogsography.graph.GraphRecord;
import org.discogsography.graph.PartOfReconciler;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Load;
import org.discogsography.loads.Removal;
import org.discogsography.servers.EmbeddedNeo4j;
import org.neo4j.driver.AccessMode;

/**
 * Measures the end of a load of the graph: the comparison, the removal of every tenth release while a writer goes on, and
 * PART_OF.
 *
 * <p>{@code RemovalBench [releases]}, on an embedded server.
 */
public final class RemovalBench {

    private static final int BATCH = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final CypherRunner runner;
    private final GraphLoads loads;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final int releases;

    private RemovalBench(CypherRunner runner, int releases) {
        this.runner = runner;
        this.loads = new GraphLoads(runner, TIMEOUT, TIMEOUT, Duration.ZERO, writer);
        this.releases = releases;
    }

    public static void main(String[] args) throws Exception {
        EmbeddedNeo4j server = EmbeddedNeo4j.start();
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            var bench = new RemovalBench(runner, args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000);
            bench.run();
            bench.writer.shutdown();
        }
        EmbeddedNeo4j.stop();
    }

    private void run() throws Exception {
        timed("new", () -> write("store", 0, releases, 1, "20260701", i -> true));
        timed("nine in ten touched", () -> write("touch", 0, releases, 1, "20260801", i -> i % 10 > 0));
        loads.announce(
                new Announcement("20260801", DataType.RELEASES, releases / 10 * 9L, 0, "file", "sha", Instant.now()));
        Load load = loads.loads().get(0);
        timed("comparison", () -> System.out.println(loads.compare(load)));
        int half = releases / 2;
        timed("writer alone", () -> write("store", half, half + releases / 20, 2, "20260801", i -> i % 10 > 0));
        timed("half of the removal alone", () -> remove(load, releases / 20));
        var writing = new AtomicBoolean(true);
        var written = new AtomicLong();
        var beside = new Thread(() -> goOn(writing, written));
        beside.start();
        long began = System.nanoTime();
        timed("most of the rest beside a writer", () -> remove(load, releases / 25));
        System.out.printf(
                Locale.ROOT, "writer beside the removal: %.0f/s%n", written.get() * 1e9 / (System.nanoTime() - began));
        writing.set(false);
        beside.join();
        timed("the rest, and the second pass", () -> remove(load, Long.MAX_VALUE));
        System.out.println(runner.run("MATCH (l:Load) RETURN properties(l) AS load", Map.of(), AccessMode.READ, TIMEOUT)
                .rows());
        timed("PART_OF", () -> System.out.println(new PartOfReconciler(runner, TIMEOUT).settle(() -> {})));
    }

    private void remove(Load load, long atMost) throws InterruptedException {
        long longest = 0;
        long steps = 0;
        long removed = 0;
        Removal.Outcome outcome = Removal.Outcome.MORE;
        while (outcome != Removal.Outcome.DONE && removed < atMost) {
            long start = System.nanoTime();
            Removal step = loads.remove(load);
            longest = Math.max(longest, System.nanoTime() - start);
            steps++;
            removed += step.removed();
            outcome = step.outcome();
        }
        System.out.printf(Locale.ROOT, "%d steps, %d removed, longest step %.2f s%n", steps, removed, longest / 1e9);
    }

    private void goOn(AtomicBoolean writing, AtomicLong written) {
        try {
            for (int from = 0; writing.get(); from = (from + BATCH) % (releases / 2)) {
                write("store", from, from + BATCH, 2, "20260801", i -> i % 10 > 0);
                written.addAndGet(BATCH / 10 * 9);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String verb, int begin, int end, int state, String version, IntPredicate which)
            throws InterruptedException {
        for (int from = begin; from < end; from += BATCH) {
            List<GraphRecord> batch = new ArrayList<>(BATCH);
            for (int i = from; i < Math.min(end, from + BATCH); i++) {
                if (which.test(i)) {
                    batch.add(GraphRecord.of(
                            DataType.RELEASES,
                            String.valueOf(i),
                            "sha-" + i + "-" + state,
                            version,
                            GraphWriteBench.release(i, state)));
                }
            }
            write(Cypher.statement(verb, DataType.RELEASES), batch);
        }
    }

    /** On the thread that the removal's steps run on too, as in the product. */
    private void write(String statement, List<GraphRecord> batch) throws InterruptedException {
        Future<CypherRunner.Outcome> written =
                writer.submit(() -> runner.run(statement, GraphRecord.parameters(batch), AccessMode.WRITE, TIMEOUT));
        try {
            written.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Part {

        void run() throws Exception;
    }

    private static void timed(String what, Part part) throws Exception {
        long began = System.nanoTime();
        part.run();
        System.out.printf(Locale.ROOT, "%s: %.1f s%n", what, (System.nanoTime() - began) / 1e9);
    }
}
