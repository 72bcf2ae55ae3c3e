package org.discogsography.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadStore;
import org.discogsography.loads.Removal;

/**
 * The loads of PostgreSQL's tables. Tables are read in ranges of pages, which needs no index and locks nothing, so that no statement is
 * silent for long.
 *
 * <p>Who stores records shares a lock of its type for as long as its transaction lasts ({@code begin_store} in the schema). A load is
 * settled while nobody has that lock: whoever stores records later knows it and ignores older ones, and what was stored before is there for
 * the removal to find. Thread-safe.
 */
public final class TableLoads implements LoadStore {

    private static final String SELECT = """
            select loads.*, removals.finished_at is not null as removal_done
            from loads left join removals using (version, type)
            order by version collate "C", type
            """;

    private static final String ANNOUNCE = """
            insert into loads (version, type, file, sha256, records, rejected, started_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (version, type) do update
            set file = excluded.file, sha256 = excluded.sha256, records = excluded.records, rejected = excluded.rejected,
                started_at = excluded.started_at
            where loads.state in ('loading', 'incomplete')
                and (loads.records is null or loads.started_at <= excluded.started_at)
            """;

    private final DataSource dataSource;
    private final LoadTransactions transactions;
    private final LoadComparison comparison;
    private final LoadRemoval removal;

    public TableLoads(DataSource dataSource) {
        this.dataSource = dataSource;
        this.transactions = new LoadTransactions(dataSource);
        this.comparison = new LoadComparison(transactions);
        this.removal = new LoadRemoval(transactions);
    }

    @Override
    public void announce(Announcement told) throws SQLException, InterruptedException {
        transactions.run(connection -> LoadTransactions.update(
                connection,
                ANNOUNCE,
                told.version(),
                told.type().plural(),
                told.file(),
                told.sha256(),
                told.records(),
                told.rejected(),
                Timestamp.from(told.startedAt())));
    }

    @Override
    public List<Load> loads() throws SQLException {
        List<Load> loads = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT)) {
            while (row.next()) {
                DataType type = DataType.named(row.getString("type")).orElse(null);
                if (type != null) {
                    loads.add(new Load(
                            row.getString("version"),
                            type,
                            row.getString("file"),
                            row.getString("sha256"),
                            row.getObject("records", Long.class),
                            row.getObject("added", Long.class),
                            row.getObject("changed", Long.class),
                            row.getObject("unchanged", Long.class),
                            row.getObject("removed", Long.class),
                            row.getObject("rejected", Long.class),
                            LoadState.of(row.getString("state")),
                            instant(row, "started_at"),
                            instant(row, "completed_at"),
                            row.getBoolean("removal_done")));
                }
            }
        }
        return loads;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    @Override
    public Comparison compare(Load load) throws SQLException, InterruptedException {
        return comparison.compare(load);
    }

    @Override
    public Removal remove(Load load) throws SQLException, InterruptedException {
        return removal.remove(load);
    }

    @Override
    public boolean incomplete(Load load) throws SQLException, InterruptedException {
        return transactions.run(connection -> LoadTransactions.update(
                        connection,
                        "update loads set state = 'incomplete' where version = ? and type = ? and state = 'loading'",
                        load.version(),
                        load.type().plural()))
                > 0;
    }

    @Override
    public boolean accept(String version, DataType type) throws SQLException, InterruptedException {
        return transactions.run(connection -> {
                    LoadTransactions.lockAlone(connection, type);
                    return LoadTransactions.update(
                            connection,
                            "update loads set state = 'accepted', completed_at = now()"
                                    + " where version = ? and type = ? and state = 'incomplete'",
                            version,
                            type.plural());
                })
                > 0;
    }
}
