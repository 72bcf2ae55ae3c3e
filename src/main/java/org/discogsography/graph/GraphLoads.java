package org.discogsography.graph;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadStore;
import org.discogsography.loads.Removal;
import org.discogsography.outage.Failure;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * The loads of the graph, as nodes {@code (:Load)} that nothing is linked to.
 *
 * <p>A removal goes through the records in the order of their ids, twice. Writers are not stopped meanwhile: a transaction that
 * began before the load was complete may still store an older record, which the second pass finds. One that began later
 * ignores older records. How far the removal has got is noted in the transactions that remove.
 *
 * <p>A step of a removal runs on the thread that stores records, between two batches: on a thread of its own it would deadlock
 * with the batches, which lock the same nodes.
 */
public final class GraphLoads implements LoadStore {

    private static final int ATTEMPTS = 10;

    /** A server looks only now and then whether a transaction has lasted too long. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final CypherRunner runner;
    private final Duration timeout;
    private final Duration longestCount;
    private final Duration longestTransaction;
    private final Executor writer;
    private final String announce = Cypher.statement("announce-load");
    private final String list = Cypher.statement("list-loads");
    private final String incomplete = Cypher.statement("incomplete-load");
    private final String accept = Cypher.statement("accept-load");
    private final String findRemoval = Cypher.statement("find-removal");
    private final String advanceRemoval = Cypher.statement("advance-removal");
    private final String endRemoval = Cypher.statement("end-removal");
    private final Map<DataType, TypeStatements> types = new EnumMap<>(DataType.class);
    private final RemovalPace pace;

    private record TypeStatements(String compare, String listOlder, String remove) {

        static TypeStatements of(DataType type) {
            return new TypeStatements(
                    Cypher.statement("compare", type),
                    Cypher.statement("list-older", type),
                    Cypher.statement("remove", type));
        }
    }

    /**
     * The caller closes the runner.
     *
     * @param timeout for an answer
     * @param longestCount for counting all records of one type
     * @param longestTransaction that stores records may take, in any instance
     * @param writer runs what stores records, one after the other
     */
    public GraphLoads(
            CypherRunner runner,
            Duration timeout,
            Duration longestCount,
            Duration longestTransaction,
            Executor writer) {
        this(runner, timeout, longestCount, longestTransaction, writer, new RemovalPace(RemovalPace.LARGEST));
    }

    /**
     * As the settings say. The caller closes the runner.
     *
     * @param writer runs what stores records, one after the other
     */
    public static GraphLoads of(CypherRunner runner, Settings settings, Executor writer) {
        Duration timeout = settings.duration(Setting.NEO4J_ANSWER_TIMEOUT);
        return new GraphLoads(
                runner,
                timeout,
                settings.duration(Setting.GRAPHINATOR_COMPARE_TIMEOUT),
                timeout.multipliedBy(2).plus(ENDING),
                writer);
    }

    GraphLoads(
            CypherRunner runner,
            Duration timeout,
            Duration longestCount,
            Duration longestTransaction,
            Executor writer,
            RemovalPace pace) {
        this.runner = runner;
        this.timeout = timeout;
        this.longestCount = longestCount;
        this.longestTransaction = longestTransaction;
        this.writer = writer;
        this.pace = pace;
        for (DataType type : DataType.values()) {
            types.put(type, TypeStatements.of(type));
        }
    }

    @Override
    public void announce(Announcement announced) throws InterruptedException {
        Map<String, Object> parameters = key(announced.version(), announced.type());
        parameters.put("records", announced.records());
        parameters.put("rejected", announced.rejected());
        parameters.put("startedAt", announced.startedAt().atZone(ZoneOffset.UTC));
        write(announce, parameters);
    }

    @Override
    public List<Load> loads() throws InterruptedException {
        return runner.run(list, Map.of(), AccessMode.READ, timeout).rows().stream()
                .map(GraphLoads::load)
                .toList();
    }

    private static Load load(Map<String, Object> row) {
        return new Load(
                (String) row.get("version"),
                DataType.named((String) row.get("type")).orElseThrow(),
                null,
                null,
                (Long) row.get("records"),
                null,
                null,
                null,
                (Long) row.get("removed"),
                (Long) row.get("rejected"),
                LoadState.of((String) row.get("state")),
                instant(row.get("startedAt")),
                instant(row.get("completedAt")),
                (Boolean) row.get("removalDone"));
    }

    private static Instant instant(Object time) {
        return time == null ? null : ((ZonedDateTime) time).toInstant();
    }

    @Override
    public Comparison compare(Load load) throws InterruptedException {
        String compare = types.get(load.type()).compare();
        var found = retried(() -> runner.run(
                        compare, Cypher.given(Map.of("version", load.version())), AccessMode.WRITE, longestCount))
                .rows()
                .get(0);
        return new Comparison((Long) found.get("stored"), (Boolean) found.get("completed"));
    }

    @Override
    public boolean incomplete(Load load) throws InterruptedException {
        return !write(incomplete, key(load)).isEmpty();
    }

    @Override
    public boolean accept(String version, DataType type) throws InterruptedException {
        return write(accept, key(version, type)).stream()
                .anyMatch(row -> row.get("state").equals(LoadState.ACCEPTED.word()));
    }

    @Override
    public Removal remove(Load load) throws InterruptedException {
        var step = new FutureTask<>(() -> nextStep(load));
        try {
            writer.execute(step);
            return step.get();
        } catch (RejectedExecutionException e) {
            throw new InterruptedException("The program ends");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException("A step of a removal failed: " + e.getCause(), e.getCause());
        } finally {
            // Interrupts the step if it is still running.
            step.cancel(true);
        }
    }

    private Removal nextStep(Load load) throws InterruptedException {
        Map<String, Object> parameters = key(load);
        parameters.put("longestTransaction", longestTransaction);
        var found = runner.run(findRemoval, Cypher.given(parameters), AccessMode.WRITE, timeout)
                .rows();
        if (found.isEmpty() || !(Boolean) found.get(0).get("due")) {
            return new Removal(0, Removal.Outcome.LATER);
        }
        parameters.putAll(found.get(0));
        try {
            return pace.keep(size -> step(load, parameters, size));
        } catch (Neo4jException e) {
            if (GraphFailure.of(e) != Failure.CONTENTION) {
                throw e;
            }
            return new Removal(0, Removal.Outcome.LATER);
        }
    }

    /** Reads with write access: in a cluster a follower may not know yet what is to be removed. */
    private Removal step(Load load, Map<String, Object> parameters, RemovalPace.Size size) throws InterruptedException {
        TypeStatements statements = types.get(load.type());
        parameters.put("scan", size.scan());
        parameters.put("limit", size.limit());
        var older = runner.run(statements.listOlder(), Cypher.given(parameters), AccessMode.WRITE, timeout)
                .rows()
                .get(0);
        if ((Long) older.get("seen") == 0) {
            var ended = write(endRemoval, parameters);
            return new Removal(0, ended.isEmpty() ? Removal.Outcome.LATER : outcome(ended.get(0)));
        }
        parameters.putAll(older);
        String next = ((List<?>) older.get("ids")).isEmpty() ? advanceRemoval : statements.remove();
        var removed = runner.run(next, Cypher.given(parameters), AccessMode.WRITE, timeout)
                .rows();
        return removed.isEmpty()
                ? new Removal(0, Removal.Outcome.LATER)
                : new Removal((Long) removed.get(0).get("removed"), Removal.Outcome.MORE);
    }

    private static Removal.Outcome outcome(Map<String, Object> ended) {
        return (Boolean) ended.get("done") ? Removal.Outcome.DONE : Removal.Outcome.MORE;
    }

    private List<Map<String, Object>> write(String statement, Map<String, Object> parameters)
            throws InterruptedException {
        return retried(() -> runner.run(statement, Cypher.given(parameters), AccessMode.WRITE, timeout))
                .rows();
    }

    private interface Transaction {

        CypherRunner.Outcome run() throws InterruptedException;
    }

    private static CypherRunner.Outcome retried(Transaction transaction) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.run();
            } catch (Neo4jException e) {
                if (attempt == ATTEMPTS || GraphFailure.of(e) != Failure.CONTENTION) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, Object> key(Load load) {
        return key(load.version(), load.type());
    }

    private static Map<String, Object> key(String version, DataType type) {
        Map<String, Object> key = new HashMap<>();
        key.put("version", version);
        key.put("type", type.plural());
        return key;
    }
}
