package org.discogsography.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.discogsography.graph.CypherRunner;
import org.discogsography.threads.RepeatedTask;
import org.neo4j.driver.AccessMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether records are being stored, by whichever process: both stores count what they hold or write. A single write is no load.
 * Thread-safe.
 */
final class LoadWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** After so many looks in a row that have found writes, a load runs; after as many without any, none does. */
    private static final int LOOKS = 3;

    private static final String ROWS =
            "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables"
                    + " where relname in ('artists', 'labels', 'masters', 'releases')";
    /** Counts that Neo4j keeps; of two in one part it would count one by reading them all. The number of commits would be better, but only the Enterprise Edition tells it. */
    static final String NODES_AND_EDGES =
            "CALL () { MATCH (n) RETURN count(n) AS nodes } CALL () { MATCH ()-[r]->() RETURN count(r) AS edges }"
                    + " RETURN nodes, edges";

    private final List<Writes> stores;
    private final Pace pace;
    private final List<Long> before = new ArrayList<>(); // null: unknown; of the task's thread
    private int busy; // negative: quiet; of the task's thread
    private final RepeatedTask looking = new RepeatedTask("discovery-loads", this::look);

    /** A number that changes when something is written. */
    interface Writes {
        long count() throws Exception;
    }

    LoadWatch(List<Writes> stores, Pace pace) {
        this.stores = List.copyOf(stores);
        this.pace = pace;
        stores.forEach(store -> before.add(null));
    }

    LoadWatch start() {
        looking.repeat(Duration.ZERO, INTERVAL);
        return this;
    }

    /** Of PostgreSQL, which shows them to every login. */
    static Writes rows(DataSource tables) {
        return () -> {
            try (var connection = tables.getConnection();
                    var statement = connection.createStatement();
                    var sum = statement.executeQuery(ROWS)) {
                sum.next();
                return sum.getLong(1);
            }
        };
    }

    /** Of Neo4j: what a load adds and takes away. One that finds all of the graph unchanged is not seen. */
    static Writes edges(CypherRunner graph) {
        return () -> {
            var counted = graph.run(NODES_AND_EDGES, Map.of(), AccessMode.READ, TIMEOUT)
                    .rows()
                    .get(0);
            return 31 * ((Number) counted.get("nodes")).longValue() + ((Number) counted.get("edges")).longValue();
        };
    }

    void look() {
        boolean written = false;
        for (int i = 0; i < stores.size(); i++) {
            try {
                long now = stores.get(i).count();
                written |= before.get(i) != null && !before.get(i).equals(now);
                before.set(i, now);
            } catch (Exception e) {
                // Its questions say that it is down. A server that does not tell is watched by the other's numbers.
                LOG.debug("A store does not tell what has been written", e);
            }
        }
        busy = written ? Math.max(0, busy) + 1 : Math.min(0, busy) - 1;
        if (Math.abs(busy) == LOOKS && pace.isLoading() != busy > 0) {
            pace.loading(busy > 0);
            LOG.info(
                    busy > 0
                            ? "discovery: a load runs; questions take no more than discovery.load-share leaves them"
                            : "discovery: no load runs any more");
        }
    }

    @Override
    public void close() {
        looking.close();
    }
}
