package org.discogsography.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Load;
import org.discogsography.loads.Removal;
import org.discogsography.servers.Postgres;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.table.TableLoads;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableSchema;
import org.discogsography.table.TableServer;

/**
 * What a load costs in a table of a million records, of which a tenth is removed: comparing, removing, what a writer beside it notices, and
 * what noting the changes costs a monthly load with 2 % changed.
 */
final class LoadsBench {

    private static final int BATCH = 500;
    private static final String JULY = "20260701";
    private static final String AUGUST = "20260801";

    /** As it was before there were loads. */
    private static final String BARE_UPSERT = """
            insert into releases as stored (data_id, hash, data, version, updated_at)
            select id, hash, data::jsonb, version, now()
            from unnest(:#ids, :#hashes, :#data, :#versions) as record(id, hash, data, version)
            on conflict (data_id) do update
            set hash = excluded.hash,
                data = case when stored.hash = excluded.hash then stored.data else excluded.data end,
                version = excluded.version,
                updated_at = excluded.updated_at
            where stored.version collate "C" <= excluded.version collate "C"
            """;

    private static final String BARE_TOUCH = """
            with record as (
                select * from unnest(:#ids, :#hashes, :#versions) as record(id, hash, version)
            ), touched as (
                update releases as stored
                set version = record.version, updated_at = now()
                from record
                where stored.data_id = record.id and stored.hash = record.hash
                    and stored.version collate "C" <= record.version collate "C"
                returning stored.data_id
            )
            select id from record where id not in (select data_id from touched)
            """;

    private final Postgres postgres;
    private final PrintStream out;
    private final int records;
    private final String upsert;
    private final String touch;

    LoadsBench(Postgres postgres, PrintStream out, int records, String upsert, String touch) {
        this.postgres = postgres;
        this.out = out;
        this.records = records;
        this.upsert = upsert;
        this.touch = touch;
    }

    void run() throws Exception {
        var second = Duration.ofSeconds(1);
        try (HikariDataSource pool = TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        Postgres.DATABASE,
                        Postgres.USERNAME,
                        Postgres.PASSWORD),
                new TablePool.Settings(
                        2, 4, second.multipliedBy(30), second.multipliedBy(5), second.multipliedBy(25)))) {
            new TableSchema(pool).apply();
            postgres.clear();
            fill();
            var loads = new TableLoads(pool);
            complete(loads, AUGUST);
            remove(loads, AUGUST);
            months();
        }
        postgres.clear();
    }

    /** One in ten is only in July's dump. */
    private void fill() throws SQLException {
        sql("insert into first_loads values ('releases', '" + JULY + "')");
        sql("""
                insert into releases
                select n::text, md5(n::text) || md5(n::text),
                    jsonb_build_object('id', n::text, 'title', (select string_agg(md5((n * 40 + k)::text), ' ') from generate_series(1, 40) as k)),
                    case when n %% 10 = 0 then '%s' else '%s' end, now()
                from generate_series(1, %d) as n""".formatted(JULY, AUGUST, records));
        sql("vacuum analyze releases");
    }

    private void complete(TableLoads loads, String version) throws Exception {
        loads.announce(
                new Announcement(version, DataType.RELEASES, records - records / 10, 0, null, null, Instant.now()));
        var load = load(loads, version);
        long began = System.nanoTime();
        var found = loads.compare(load);
        out.printf("  compared %,d records in %.1f s: %s%n", records, seconds(began), found);
    }

    private static Load load(TableLoads loads, String version) throws SQLException {
        return loads.loads().stream()
                .filter(load -> load.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    private void remove(TableLoads loads, String version) throws Exception {
        var load = load(loads, version);
        out.printf("  a batch of %d while nothing is removed: %s%n", BATCH, writes(new AtomicBoolean(true), 200));
        var removing = new AtomicBoolean(true);
        var writer = CompletableFuture.supplyAsync(() -> writes(removing, Integer.MAX_VALUE));
        long began = System.nanoTime();
        long longest = 0;
        int steps = 0;
        Removal.Outcome outcome = Removal.Outcome.MORE;
        while (outcome != Removal.Outcome.DONE) {
            long step = System.nanoTime();
            outcome = loads.remove(load).outcome();
            longest = Math.max(longest, System.nanoTime() - step);
            steps++;
        }
        double took = seconds(began);
        removing.set(false);
        out.printf(
                "  removed %,d of %,d records in %.1f s, %d transactions, the longest %d ms; a batch of %d meanwhile: %s%n",
                load(loads, version).removed(), records, took, steps, longest / 1_000_000, BATCH, writer.join());
        // Without a writer that takes half of the machine.
        sql("update releases set version = '" + JULY + "' where data_id ~ '1$'");
        sql("update removals set finished_at = null");
        sql("vacuum analyze releases");
        began = System.nanoTime();
        while (loads.remove(load).outcome() != Removal.Outcome.DONE) {}
        out.printf("  removed another tenth alone in %.1f s%n", seconds(began));
    }

    /** Touches batches of the records that stay, one after the other. */
    private String writes(AtomicBoolean going, int most) {
        List<Long> times = new ArrayList<>();
        try (Connection connection = postgres.connect();
                var prepared = connection.prepareStatement(statement(touch))) {
            for (int n = 1; going.get() && times.size() < most; n += BATCH) {
                long began = System.nanoTime();
                touch(prepared, connection, n % (records - BATCH), AUGUST);
                times.add(System.nanoTime() - began);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        times.sort(null);
        return times.isEmpty()
                ? "none"
                : String.format(
                        "median %.1f ms, 99 %% %.1f ms, longest %.1f ms",
                        times.get(times.size() / 2) / 1e6,
                        times.get(times.size() * 99 / 100) / 1e6,
                        times.get(times.size() - 1) / 1e6);
    }

    private static void touch(java.sql.PreparedStatement prepared, Connection connection, int first, String version)
            throws SQLException {
        String[] ids = new String[BATCH];
        String[] hashes = new String[BATCH];
        String[] versions = new String[BATCH];
        for (int i = 0; i < BATCH; i++) {
            ids[i] = Integer.toString(first + i);
            hashes[i] = hash(first + i);
            versions[i] = version;
        }
        prepared.setArray(1, connection.createArrayOf("text", ids));
        prepared.setArray(2, connection.createArrayOf("text", hashes));
        prepared.setArray(3, connection.createArrayOf("text", versions));
        prepared.execute();
    }

    private static String hash(int n) {
        try {
            byte[] digest = java.security.MessageDigest.getInstance("MD5")
                    .digest(Integer.toString(n).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return java.util.HexFormat.of().formatHex(digest).repeat(2);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The statements of this version and of the one before there were changes, in turn over the same rows. */
    private void months() throws Exception {
        int batches = Math.min(200, records / BATCH - 1);
        double[] before = new double[3];
        double[] now = new double[3];
        for (int round = 0; round < 3; round++) {
            before[round] = month(BARE_TOUCH, BARE_UPSERT, "202609" + (10 + 2 * round), batches);
            now[round] = month(touch, upsert, "202609" + (11 + 2 * round), batches);
        }
        java.util.Arrays.sort(before);
        java.util.Arrays.sort(now);
        out.printf(
                "  %,d records of a month, 2 %% changed: %.2f s with changes, %.2f s without (%+.1f %%; medians of 3)%n",
                batches * BATCH, now[1], before[1], 100 * (now[1] / before[1] - 1));
    }

    private double month(String touching, String storing, String version, int batches) throws SQLException {
        long began = System.nanoTime();
        try (Connection connection = postgres.connect();
                var touches = connection.prepareStatement(statement(touching));
                var stores = connection.prepareStatement(statement(storing))) {
            for (int batch = 0; batch < batches; batch++) {
                touch(touches, connection, 1 + batch * BATCH, version);
                int changed = BATCH / 50;
                String[] ids = new String[changed];
                String[] hashes = new String[changed];
                String[] data = new String[changed];
                String[] versions = new String[changed];
                for (int i = 0; i < changed; i++) {
                    // Rows that the touches do not find unchanged the next time either.
                    int n = 1 + batch * BATCH + i * 50;
                    ids[i] = Integer.toString(n);
                    hashes[i] = hash(n + version.hashCode());
                    data[i] = "{\"id\":\"" + n + "\",\"title\":\"" + version.repeat(150) + "\"}";
                    versions[i] = version;
                }
                stores.setArray(1, connection.createArrayOf("text", ids));
                stores.setArray(2, connection.createArrayOf("text", hashes));
                stores.setArray(3, connection.createArrayOf("text", data));
                stores.setArray(4, connection.createArrayOf("text", versions));
                stores.execute();
            }
        }
        return seconds(began);
    }

    private static String statement(String text) {
        return text.replace("{table}", "releases")
                .replaceAll("(?m)^\\s*--.*$", "")
                .replaceAll(":#\\w+", "?");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
