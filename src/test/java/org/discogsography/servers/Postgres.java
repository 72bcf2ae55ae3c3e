package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.discogsography.dump.DataType;
import org.postgresql.util.PSQLState;

/** A PostgreSQL that tests run against: where it is, what is in it, and its end. */
public interface Postgres extends AutoCloseable {

    String USERNAME = "postgres";
    String PASSWORD = "postgres";
    String DATABASE = "postgres";

    /** Where it listens, on the loopback address. */
    int port();

    /** {@code host:port}, as POSTGRES_ADDRESS has it. */
    default String address() {
        return "localhost:" + port();
    }

    /** A new connection, to be closed by the caller. */
    Connection connect() throws SQLException;

    /** Empties the tables that are there, and forgets their loads. */
    default void clear() {
        await().atMost(Duration.ofMinutes(1)).pollDelay(Duration.ZERO).until(this::isCleared);
    }

    /** An index that an ended program has left in the making may wait for this, and this for the index: PostgreSQL then ends this. */
    private boolean isCleared() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (DataType type : DataType.values()) {
                var there = statement.executeQuery("select to_regclass('public." + type + "') is not null");
                there.next();
                if (there.getBoolean(1)) {
                    statement.execute("truncate " + type);
                }
            }
            var loads = statement.executeQuery("select to_regclass('public.loads') is not null");
            loads.next();
            if (loads.getBoolean(1)) {
                statement.execute("truncate loads, removals, first_loads, changes");
            }
            var search = statement.executeQuery("select to_regclass('public.search_entries') is not null");
            search.next();
            if (search.getBoolean(1)) {
                statement.execute(
                        "truncate search_queue, search_entries, search_words, release_countings, release_counts");
            }
            return true;
        } catch (SQLException e) {
            if (PSQLState.DEADLOCK_DETECTED.getState().equals(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("The tables could not be emptied", e);
        }
    }

    /** Ends it, and removes what it left. */
    @Override
    void close();
}
