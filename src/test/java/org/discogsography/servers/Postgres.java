package org.discogsography.servers;

import java.sql.Connection;
import java.sql.SQLException;
import org.discogsography.dump.DataType;

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
        } catch (SQLException e) {
            throw new IllegalStateException("The tables could not be emptied", e);
        }
    }

    /** Ends it, and removes what it left. */
    @Override
    void close();
}
