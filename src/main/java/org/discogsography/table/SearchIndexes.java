package org.discogsography.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the indexes for searching while others write: {@code create index concurrently}, outside of a transaction. What a killed build has
 * left is invalid, and made anew. Thread-safe.
 */
public final class SearchIndexes {

    private static final Logger LOG = LoggerFactory.getLogger(SearchIndexes.class);

    private static final Duration LONGEST_BUILD = Duration.ofHours(12);

    private static final String TAKE_TURN = "select pg_try_advisory_lock(20260801, 6)";
    private static final String GIVE_TURN = "select pg_advisory_unlock(20260801, 6)";

    /** As the statements see it: whoever has made it may have put it into another schema. */
    private static final String HAS_EXTENSION = "select to_regoperator('%(text,text)') is not null";

    /** The pending list is small, since each question reads all of it. */
    private static final String WORDS =
            "search_entries using gin (lexemes) with (gin_pending_list_limit = 512) where tier = ";

    private static final String SIMILAR_WORDS = "search_words_similar";

    private static final Map<String, String> INDEXES = new LinkedHashMap<>();

    static {
        INDEXES.put("search_entries_folded", "search_entries (folded)");
        INDEXES.put("search_entries_words_0", WORDS + 0);
        INDEXES.put("search_entries_words_1", WORDS + 1);
        INDEXES.put("search_entries_words_2", WORDS + 2);
        INDEXES.put(SIMILAR_WORDS, "search_words using gin (word gin_trgm_ops)");
    }

    private final DataSource dataSource;
    private boolean extensionRefused; // guarded by this

    public SearchIndexes(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Makes those that are missing or invalid.
     *
     * @return whether all are there that can be; not if another instance is at work
     */
    public synchronized boolean make() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            // The pool sets it back. A build may take hours, and waits for each transaction that is open.
            connection.setNetworkTimeout(Runnable::run, (int) LONGEST_BUILD.toMillis());
            if (!isTrue(statement, TAKE_TURN)) {
                return false;
            }
            try {
                boolean hasExtension = makeExtension(statement);
                for (Map.Entry<String, String> index : INDEXES.entrySet()) {
                    if (hasExtension || !index.getKey().equals(SIMILAR_WORDS)) {
                        make(statement, index.getKey(), index.getValue());
                    }
                }
                return true;
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
        if (extensionRefused) {
            return false;
        }
        try {
            statement.execute("create extension if not exists pg_trgm");
            if (isTrue(statement, HAS_EXTENSION)) {
                return true;
            }
            refuse("it is in a schema that is not on the search path");
            return false;
        } catch (SQLException e) {
            if (TableFailure.of(e) == Failure.OUTAGE
                    && statement.getConnection().isClosed()) {
                throw e;
            }
            refuse(Reason.of(e));
            return false;
        }
    }

    private void refuse(String reason) {
        extensionRefused = true;
        LOG.warn(
                "search works without PostgreSQL's extension pg_trgm, and forgives one mistake a word instead of two: {}",
                reason);
    }

    private static void make(Statement statement, String name, String definition) throws SQLException {
        if (isTrue(statement, "select indisvalid from pg_index where indexrelid = to_regclass('" + name + "')")) {
            return;
        }
        if (isTrue(statement, "select to_regclass('" + name + "') is not null")) {
            LOG.info("the index {} is made anew, its build was ended before", name);
            statement.execute("drop index concurrently if exists " + name);
        }
        statement.execute("create index concurrently if not exists " + name + " on " + definition);
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
