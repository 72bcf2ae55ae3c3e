package org.discogsography.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the indexes that discovery's questions need while others write: {@code create index concurrently}, outside of a transaction. What a
 * killed build has left is invalid, and is rebuilt. Thread-safe.
 */
public final class DiscoveryIndexes {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryIndexes.class);

    private static final Duration LONGEST_BUILD = Duration.ofHours(12);

    private static final String TAKE_TURN = "select pg_try_advisory_lock(20260801, 6)";
    private static final String GIVE_TURN = "select pg_advisory_unlock(20260801, 6)";

    /** As the statements see it: whoever has made it may have put it into another schema. */
    private static final String HAS_EXTENSION = "select to_regoperator('%(text,text)') is not null";

    /** The pending list is small, since each question reads all of it. */
    private static final String WORDS =
            "search_entries using gin (lexemes) with (gin_pending_list_limit = 512) where tier = ";

    /** Insufficient privilege, feature not supported, undefined file: what may not or cannot be installed. */
    private static final Set<String> REFUSALS = Set.of("42501", "0A000", "58P01");

    private static final String IS_VALID = "select indisvalid from pg_index where indexrelid = to_regclass('%s')";

    private static final String IS_THERE = "select to_regclass('%s') is not null";

    private static final String SIMILAR_WORDS = "search_words_similar";

    private static final Map<String, String> INDEXES = new LinkedHashMap<>();

    static {
        INDEXES.put("search_entries_folded", "search_entries (folded)");
        INDEXES.put("search_entries_words_others", WORDS + "0 and type <> 'releases'");
        INDEXES.put("search_entries_words_releases", WORDS + "0 and (type = 'releases') is true");
        INDEXES.put("search_entries_words_1", WORDS + 1);
        INDEXES.put("search_entries_words_2", WORDS + 2);
        INDEXES.put(SIMILAR_WORDS, "search_words using gin (word gin_trgm_ops)");
        // What was removed is little among what was changed, month after month.
        INDEXES.put("changes_of_a_kind", "changes (change, version, type, data_id)");
    }

    /** Of the two kinds of the obscure together; until both have an index of their own, this one finds them. */
    private static final String REPLACED = "search_entries_words_0";

    private final DataSource dataSource;
    private boolean extensionRefused; // guarded by this
    private boolean warned; // guarded by this

    public DiscoveryIndexes(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Makes those that are missing or invalid, and tries again to create the extension if it is missing.
     *
     * @return whether all are there that can be for now; not if another instance is at work
     */
    public synchronized boolean make() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            if (!isTrue(statement, TAKE_TURN)) {
                return false;
            }
            try {
                boolean hasExtension = makeExtension(statement);
                List<String> missing = new ArrayList<>();
                for (String index : INDEXES.keySet()) {
                    if ((hasExtension || !index.equals(SIMILAR_WORDS))
                            && !isTrue(statement, IS_VALID.formatted(index))) {
                        missing.add(index);
                    }
                }
                boolean isReplacedThere = isTrue(statement, IS_THERE.formatted(REPLACED));
                if (!missing.isEmpty() || isReplacedThere) {
                    make(statement, missing);
                }
                return hasExtension || extensionRefused;
            } finally {
                statement.execute(GIVE_TURN);
            }
        }
    }

    /** Without it, only one mistake a word is forgiven. */
    private boolean makeExtension(Statement statement) throws SQLException {
        if (isTrue(statement, HAS_EXTENSION)) {
            return true;
        }
        try {
            statement.execute("create extension if not exists pg_trgm");
            if (isTrue(statement, HAS_EXTENSION)) {
                return true;
            }
            extensionRefused = true;
            warn("it is in a schema that is not on the search path");
            return false;
        } catch (SQLException e) {
            if (statement.getConnection().isClosed()) {
                throw e;
            }
            extensionRefused = REFUSALS.contains(e.getSQLState());
            warn(Reason.of(e));
            return false;
        }
    }

    private void warn(String reason) {
        if (!warned) {
            warned = true;
            LOG.warn(
                    "search works without PostgreSQL's extension pg_trgm, and forgives one mistake a word instead of two: {}",
                    reason);
        }
    }

    private static void make(Statement statement, List<String> missing) throws SQLException {
        if (!missing.isEmpty()) {
            LOG.info(
                    "search is brought up to date once PostgreSQL has made the indexes {}; it waits for each transaction that is"
                            + " open, a backup's too",
                    String.join(", ", missing));
        }
        // A build may take hours, and to drop an index waits as well.
        Connection connection = statement.getConnection();
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, (int) LONGEST_BUILD.toMillis());
        for (String index : missing) {
            if (isTrue(statement, IS_THERE.formatted(index))) {
                LOG.info("rebuilding the index {}: its last build was interrupted", index);
                statement.execute("drop index concurrently if exists " + index);
            }
            statement.execute("create index concurrently if not exists " + index + " on " + INDEXES.get(index));
        }
        statement.execute("drop index concurrently if exists " + REPLACED);
        connection.setNetworkTimeout(Runnable::run, before); // if that has failed, the pool sets it back
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
