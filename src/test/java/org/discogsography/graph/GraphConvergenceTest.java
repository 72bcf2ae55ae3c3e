package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedGraph.Newest;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.idempotent.Classification;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * The graph is a function of the newest version of each record: whatever the order, the duplicates, the batches and the
 * number of writers, it ends as {@link ExpectedGraph} computes it. Repeat a run with {@code -Dseed=}.
 */
class GraphConvergenceTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();

    @BeforeEach
    void empty() {
        server.clear();
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"1,60,1", "3,60,2", "5,60,3"})
    void the_graph_depends_only_on_the_newest_version_of_each_of_many_records(int round, int ids, int writers)
            throws Exception {
        the_graph_depends_only_on_the_newest_version_of_each_record(round, ids, writers);
    }

    @ParameterizedTest
    @CsvSource({"2,12,1", "4,30,2"})
    void the_graph_depends_only_on_the_newest_version_of_each_record(int round, int ids, int writers) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() + round);
        System.out.printf("seed %d, %d ids of each type, %d writers%n", seed, ids, writers);
        converge(seed, ids, writers);
    }

    /**
     * Simulates an instance that receives the end of the extraction while others still have batches of it: nothing is checked
     * as a whole after these batches, and still their changes to PART_OF are settled.
     */
    @ParameterizedTest
    @CsvSource({"7,12,2", "8,20,3"})
    void part_of_is_correct_even_if_the_last_batches_come_after_the_end_of_the_extraction(
            int round, int ids, int writers) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() + round);
        System.out.printf("seed %d, %d ids of each type, %d writers%n", seed, ids, writers);
        List<Newest> all = new RandomRecords(new Random(seed), ids).versions(3);
        try (CypherRunner runner = new CypherRunner(server.driver(), server.database())) {
            var partOf = new PartOfReconciler(runner, TIMEOUT);
            List<List<Newest>> batches = batches(all, new Random(seed));
            int late = batches.size() / 2;
            var ends = Executors.newSingleThreadExecutor();
            var writing = new AtomicBoolean(true);
            write(runner, batches.subList(0, late), writers);
            Future<Void> ended = ends.submit(() -> {
                retry(() -> partOf.settle(() -> {}));
                while (writing.get()) {
                    retry(() -> partOf.settle(() -> {}));
                }
                return null;
            });
            write(runner, batches.subList(late, batches.size()), writers);
            writing.set(false);
            ended.get();
            ends.shutdown();
            retry(() -> partOf.settle(() -> {}));
            compare(all, seed);
        }
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"6,60,1", "8,60,3"})
    void part_of_is_correct_for_many_records_even_if_the_last_batches_come_after_the_end_of_the_extraction(
            int round, int ids, int writers) throws Exception {
        part_of_is_correct_even_if_the_last_batches_come_after_the_end_of_the_extraction(round, ids, writers);
    }

    @Test
    void records_delivered_once_and_in_order_give_the_same_graph() throws Exception {
        List<Newest> all = new RandomRecords(new Random(42), 15).versions(2);
        try (CypherRunner runner = new CypherRunner(server.driver(), server.database())) {
            for (Newest record : all) {
                store(runner, List.of(record));
            }
            check(runner, all, 42);
        }
    }

    @ParameterizedTest
    @CsvSource({"9,15,2"})
    void only_a_complete_load_removes_what_is_older_whatever_comes_late(int round, int ids, int writers)
            throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() + round);
        System.out.printf("seed %d, %d ids of each type, %d writers%n", seed, ids, writers);
        loadAndRemove(seed, ids, writers);
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"1,4,1", "2,8,2", "3,12,3", "4,20,2", "5,40,2", "6,60,3", "7,12,2", "8,12,1", "9,12,3", "10,12,2"})
    void only_a_complete_load_removes_what_is_older_of_many_records(int round, int ids, int writers) throws Exception {
        only_a_complete_load_removes_what_is_older_whatever_comes_late(round, ids, writers);
    }

    /**
     * Three dumps, one after the other or mixed, with redeliveries; of some loads a record is rejected, or missing until the end;
     * a type may be missing from the last dump. The loads are compared and older records removed while all this is written.
     */
    private void loadAndRemove(long seed, int ids, int writers) throws Exception {
        var random = new Random(seed);
        var dumps = new RandomLoads(new RandomRecords(random, ids).versions(3), random);
        List<List<Newest>> batches = batches(dumps.delivered(), random);
        if (random.nextBoolean()) {
            batches.sort(Comparator.comparing(batch -> batch.stream()
                    .map(Newest::version)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()));
        }
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            // It leaves the second pass to the end, when all transactions are over.
            var early = new GraphLoads(runner, TIMEOUT, TIMEOUT, Duration.ofDays(1), Runnable::run, new RemovalPace(3));
            var last = new GraphLoads(runner, TIMEOUT, TIMEOUT, Duration.ZERO, Runnable::run, new RemovalPace(3));
            var partOf = new PartOfReconciler(runner, TIMEOUT);
            var workers = Executors.newFixedThreadPool(2);
            var writing = new AtomicBoolean(true);
            List<Future<Void>> working = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                working.add(workers.submit(() -> {
                    while (writing.get()) {
                        dumps.bringOn(early);
                        retry(() -> partOf.settle(() -> {}));
                    }
                    return null;
                }));
            }
            write(runner, batches, writers);
            writing.set(false);
            for (Future<Void> worker : working) {
                worker.get();
            }
            workers.shutdown();
            if (random.nextBoolean()) {
                for (Newest missing : dumps.replay()) {
                    deliver(runner, List.of(missing), random.nextBoolean());
                }
            }
            dumps.acceptSome(last);
            dumps.bringOn(last);
            retry(() -> partOf.settle(() -> {}));
            dumps.assertEnd(last);
            GraphSnapshot expected = ExpectedGraph.of(dumps.left(last));
            GraphSnapshot actual = GraphSnapshot.of(server.driver(), server.database());
            assertThat(actual.differenceFrom(expected)).as("seed %d", seed).isEmpty();
        }
    }

    private void converge(long seed, int ids, int writers) throws Exception {
        Random random = new Random(seed);
        List<Newest> all = new RandomRecords(random, ids).versions(3);
        List<List<Newest>> batches = batches(all, random);
        try (CypherRunner runner = new CypherRunner(server.driver(), server.database())) {
            write(runner, batches, writers);
            check(runner, all, seed);
        }
    }

    /** All records once and some of them again, shuffled, in batches of one type. */
    private static List<List<Newest>> batches(List<Newest> all, Random random) {
        List<Newest> deliveries = new ArrayList<>(all);
        for (int i = all.size() / 2; i > 0; i--) {
            deliveries.add(all.get(random.nextInt(all.size())));
        }
        Collections.shuffle(deliveries, random);
        List<List<Newest>> batches = new ArrayList<>();
        for (int from = 0; from < deliveries.size(); ) {
            int to = Math.min(deliveries.size(), from + 1 + random.nextInt(40));
            for (DataType type : DataType.values()) {
                List<Newest> batch = deliveries.subList(from, to).stream()
                        .filter(record -> record.type() == type)
                        .toList();
                if (!batch.isEmpty()) {
                    batches.add(batch);
                }
            }
            from = to;
        }
        return batches;
    }

    private void write(CypherRunner runner, List<List<Newest>> batches, int writers) throws Exception {
        AtomicInteger next = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(writers);
        List<Future<Void>> done = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            done.add(threads.submit((Callable<Void>) () -> {
                for (int at = next.getAndIncrement(); at < batches.size(); at = next.getAndIncrement()) {
                    deliver(runner, batches.get(at), at % 2 == 0);
                }
                return null;
            }));
        }
        for (Future<Void> writer : done) {
            writer.get();
        }
        threads.shutdown();
    }

    private void check(CypherRunner runner, List<Newest> all, long seed) throws Exception {
        new PartOfReconciler(runner, TIMEOUT).settle(() -> {});
        compare(all, seed);
    }

    private void compare(List<Newest> all, long seed) {
        GraphSnapshot expected = ExpectedGraph.of(RandomRecords.newest(all));
        GraphSnapshot actual = GraphSnapshot.of(server.driver(), server.database());
        assertThat(actual.differenceFrom(expected)).as("seed %d", seed).isEmpty();
    }

    /** In full, or by way of the repository, which refreshes what is unchanged, and the statements for what is new, as the product does it. */
    private void deliver(CypherRunner runner, List<Newest> batch, boolean askedFirst) throws Exception {
        if (!askedFirst) {
            store(runner, batch);
            return;
        }
        DataType type = batch.get(0).type();
        var repository = new GraphIdempotentRepository(type, runner, TIMEOUT);
        var classified = new AtomicReference<Classification<GraphRecord>>();
        retry(() -> classified.getAndSet(
                repository.refresh(batch.stream().map(RandomRecords::row).toList())));
        Set<String> known = new HashSet<>();
        retry(() -> known.addAll(
                new GraphAdditions(type, runner, TIMEOUT).add(classified.get().added())));
        storeRows(runner, type, classified.get().withAddedExcept(known).recordsToStore());
    }

    private void store(CypherRunner runner, List<Newest> batch) throws Exception {
        storeRows(
                runner,
                batch.get(0).type(),
                batch.stream().map(RandomRecords::row).toList());
    }

    private void storeRows(CypherRunner runner, DataType type, List<GraphRecord> rows) throws Exception {
        retry(() ->
                runner.run(Cypher.statement("store", type), GraphRecord.parameters(rows), AccessMode.WRITE, TIMEOUT));
    }

    private static void retry(Callable<?> transaction) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                transaction.call();
                return;
            } catch (Neo4jException e) {
                if (GraphFailure.of(e) != Failure.CONTENTION || attempt == 50) {
                    throw e;
                }
            }
        }
    }
}
