package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Counts, once a load, the releases of each genre and style, and of each artist and label with many of them: by year, genre, style, format and
 * country. In steps of one transaction each, resumable after a kill. Only the newest finished counting is kept.
 *
 * <p>It counts when the releases of a version are settled, older ones are removed, and no newer version has begun, and begins anew if a
 * release changes meanwhile: so the numbers are those of that version. Thread-safe.
 */
public final class ReleaseCountings {

    private static final int PAGE = 10_000;
    private static final int DELETED = 20_000;

    /** What is to be counted, if anything is: the newest version of releases, if it is settled. */
    private static final String DUE = """
            select newest.version, search_state.release_changes
            from search_state, (
                select loads.version, loads.state, removals.finished_at
                from loads left join removals using (version, type)
                where loads.type = 'releases'
                order by loads.version collate "C" desc
                limit 1
            ) as newest
            where newest.state in ('complete', 'accepted') and newest.finished_at is not null
                and not exists (select from search_fill where not finished)
            """;

    private static final String NEWEST =
            "select counting, version, release_changes, position, finished_at is not null from release_countings"
                    + " order by counting desc limit 1";

    private static final String BEGIN = """
            with begun as (
                insert into release_countings (version, release_changes) values (?, ?) returning counting
            )
            insert into release_counts
            select begun.counting, entry.type, entry.data_id, 'releases', '', 0
            from begun, search_entries as entry
            where entry.type in ('genres', 'styles') or entry.type in ('artists', 'labels') and entry.tier = 2
            """;

    /** What a release counts for is put together once, not for each that it refers to, and taken apart once it is counted. */
    private static final String COUNT = """
            with page as materialized (
                select data_id, terms,
                    array(select term from unnest(terms) as term
                        where term like 'genres/%' or term like 'styles/%' or term like 'formats/%')
                        || array['releases/', 'year/' || year, 'country/' || left(country, 100)] as counted
                from search_entries
                where type = 'releases' and data_id > ? and hash is not null
                order by data_id limit ?
            ), subject as materialized (
                select type || '/' || data_id as term from release_counts
                where counting = ? and dimension = 'releases' and value = ''
            ), referring as (
                select unnest(terms) as term, counted from page
            ), counted as (
                select term, value, count(*) as releases
                from (select term, unnest(counted) as value from referring join subject using (term)) as each
                where value is not null
                group by term, value
            ), added as (
                insert into release_counts as known (counting, type, data_id, dimension, value, releases)
                select ?, split_part(term, '/', 1), substr(term, strpos(term, '/') + 1),
                    split_part(value, '/', 1), substr(value, strpos(value, '/') + 1), releases
                from counted
                on conflict (counting, type, data_id, dimension, value) do update
                set releases = known.releases + excluded.releases
            )
            select max(data_id) from page
            """;

    private final DataSource dataSource;

    public ReleaseCountings(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private record Counting(long number, String version, long changes, String position, boolean isFinished) {}

    /**
     * Brings the counting on.
     *
     * @return whether there may be more to do now
     */
    public boolean step() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                boolean more = SearchEntries.takesTurn(connection) && step(connection);
                connection.commit();
                done = true;
                return more;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        }
    }

    private static boolean step(Connection connection) throws SQLException {
        String version;
        long changes;
        try (Statement statement = connection.createStatement();
                ResultSet due = statement.executeQuery(DUE)) {
            if (!due.next()) {
                return false;
            }
            version = due.getString(1);
            changes = due.getLong(2);
        }
        Counting newest = newest(connection);
        if (newest == null || !newest.version().equals(version) || newest.changes() != changes) {
            if (!queueIsEmpty(connection)) {
                return false;
            }
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setString(1, version);
                statement.setLong(2, changes);
                statement.executeUpdate();
            }
            return true;
        }
        return newest.isFinished() ? deleteOlder(connection, newest.number()) : count(connection, newest);
    }

    /** Asked only before a counting begins and before it is finished: among dead rows it takes long. */
    private static boolean queueIsEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select not exists (select from search_queue)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Counting newest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEWEST)) {
            return row.next()
                    ? new Counting(
                            row.getLong(1), row.getString(2), row.getLong(3), row.getString(4), row.getBoolean(5))
                    : null;
        }
    }

    private static boolean count(Connection connection, Counting counting) throws SQLException {
        String last;
        try (Statement statement = connection.createStatement()) {
            // PostgreSQL takes the subjects for one row, and would go through all of them for each term.
            statement.execute("set local enable_nestloop = off");
        }
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, counting.position());
            statement.setInt(2, PAGE);
            statement.setLong(3, counting.number());
            statement.setLong(4, counting.number());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                last = row.getString(1);
            }
        }
        if (last == null && !queueIsEmpty(connection)) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "update release_countings set position = coalesce(?, position), finished_at = case when ? then now() end"
                        + " where counting = ?")) {
            statement.setString(1, last);
            statement.setBoolean(2, last == null);
            statement.setLong(3, counting.number());
            statement.executeUpdate();
        }
        return true;
    }

    /** What is older, finished or not, some rows at a time. Returns whether there was any. */
    private static boolean deleteOlder(Connection connection, long newest) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int rows = statement.executeUpdate(
                    "delete from release_counts where ctid = any (array(select ctid from release_counts"
                            + " where counting < " + newest + " limit " + DELETED + "))");
            return rows > 0 || statement.executeUpdate("delete from release_countings where counting < " + newest) > 0;
        }
    }
}
