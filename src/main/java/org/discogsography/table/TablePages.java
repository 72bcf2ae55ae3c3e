package org.discogsography.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.discogsography.dump.DataType;

/** A table's pages. Reading a table in ranges of them needs no index and locks nothing. */
final class TablePages {

    private TablePages() {}

    /** The number of pages of a type's table. */
    static long count(Connection connection, DataType type) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery(
                        "select pg_relation_size('" + type.plural() + "') / current_setting('block_size')::bigint")) {
            size.next();
            return size.getLong(1);
        }
    }

    /** The place of a page's first row, as a {@code tid}. Pages are counted with 32 bits; there is none at the last number. */
    static String place(long page) {
        return "(" + Math.min(page, 0xFFFF_FFFEL) + ",0)";
    }

    /**
     * How many pages the next statement may read, by what the last one took.
     *
     * @param size how many the last one has read
     * @param began when it began, in {@link System#nanoTime}
     * @param longest how long a statement may take
     */
    static long next(long size, long began, Duration longest, long least, long most) {
        long took = System.nanoTime() - began;
        if (took > longest.toNanos()) {
            return Math.max(size / 2, least);
        }
        return took < longest.toNanos() / 2 ? Math.min(size * 2, most) : size;
    }
}
