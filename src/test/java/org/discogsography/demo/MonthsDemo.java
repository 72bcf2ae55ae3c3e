package org.discogsography.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.servers.DumpHost;
import org.discogsography.servers.TestServers;

/**
 * Months one after another, from a host on loopback that stands in for Discogs: the program finds each dump by itself, downloads it,
 * loads it, and removes what is gone.
 */
final class MonthsDemo {

    private static final Duration POLL = Duration.ofMillis(500);

    private final Demo demo;
    private final Screen screen;
    private final TestServers servers;
    private final int months;
    private final long records;
    private final Path folder;
    private final List<String> contradictions = new ArrayList<>();

    /** @param folder for the dumps */
    MonthsDemo(Demo demo, Screen screen, TestServers servers, DemoOptions options, Path folder) {
        this.demo = demo;
        this.screen = screen;
        this.servers = servers;
        this.months = options.months();
        this.records = options.records();
        this.folder = folder;
    }

    /** What a store says of a load. */
    private record Row(long records, long added, long changed, long unchanged, long removed) {

        /** @param redelivered whether messages may have come twice: those were then counted as unchanged too */
        boolean agreesWith(Month.Difference found, boolean redelivered) {
            return equals(new Row(
                    found.records(),
                    found.added(),
                    found.changed(),
                    redelivered ? Math.max(unchanged, found.unchanged()) : found.unchanged(),
                    found.removed()));
        }
    }

    /** Returns the exit code: 0 if all numbers add up. */
    int run() throws Exception {
        var generator = new Month.Generator(folder, records);
        Map<String, String> settings = new HashMap<>(servers.settings());
        try (var host = DumpHost.start()) {
            settings.put(
                    "discogs.root",
                    Files.createDirectory(folder.resolve("downloaded")).toString());
            settings.put("discogs.url", host.url());
            settings.put("discogs.request-interval", "100");
            settings.put("extractor.download", "always");
            settings.put("extractor.check-interval", "2");
            screen.print("A host at " + host.url() + " stands in for https://data.discogs.com/");
            Month first = publish(host, generator, 1);
            try (var log = new OutageLines();
                    var program = demo.start(settings);
                    var tables = servers.postgres().connect()) {
                for (int number = 1; number <= months; number++) {
                    Month month = number == 1 ? first : publish(host, generator, number);
                    long start = System.nanoTime();
                    Awaitility.await().atMost(patience()).pollInterval(POLL).until(() -> isLoaded(tables, month));
                    log.take().forEach(screen::print);
                    print(month, loads(tables, month), Duration.ofNanos(System.nanoTime() - start));
                    check(tables, month, number == 1, log.doubt().isPresent());
                }
                screen.print("");
                log.doubt().ifPresent(screen::print);
                return demo.end(
                        contradictions,
                        "All numbers add up: what the stores have added, changed and removed is what the files say.",
                        program,
                        servers);
            }
        }
    }

    /** Longer than it takes on the slowest machine. */
    private Duration patience() {
        return Duration.ofMinutes(10).plusSeconds(records / 100);
    }

    private Month publish(DumpHost host, Month.Generator generator, int number) throws Exception {
        Month month = generator.generate(number, version(number));
        host.offer(month.folder(), month.written(), month.version());
        screen.print("");
        screen.print("The dump of " + month.version() + " is published.");
        return month;
    }

    /** The last of the months is this one, for the program looks for the newest dump of the year. */
    private String version(int number) {
        return LocalDate.now(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .minusMonths((long) months - number)
                .format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** Whether both stores are complete, and hold nothing older. */
    private boolean isLoaded(Connection tables, Month month) throws SQLException {
        for (DataType type : DataType.values()) {
            long older = number(tables, "select count(*) from " + type + " where version <> '" + month.version() + "'");
            if (older > 0 || !isComplete(tables, month, type)) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete(Connection tables, Month month, DataType type) throws SQLException {
        boolean table = number(
                        tables,
                        "select count(*) from loads where version = '" + month.version() + "' and type = '" + type
                                + "' and state = 'complete'")
                == 1;
        return table
                && nodes("MATCH (l:Load {version: '" + month.version() + "', type: '" + type
                                + "', state: 'complete'}) RETURN count(l)")
                        == 1
                && nodes("MATCH (n:" + label(type) + ") WHERE n.sha256 IS NOT NULL AND n.version <> '" + month.version()
                                + "' RETURN count(n)")
                        == 0;
    }

    private static Map<DataType, Row> loads(Connection tables, Month month) throws SQLException {
        Map<DataType, Row> rows = new EnumMap<>(DataType.class);
        try (var statement = tables.createStatement();
                var result = statement.executeQuery(
                        "select type, records, added, changed, unchanged, removed from loads where version = '"
                                + month.version() + "'")) {
            while (result.next()) {
                rows.put(
                        DataType.named(result.getString(1)).orElseThrow(),
                        new Row(
                                result.getLong(2),
                                result.getLong(3),
                                result.getLong(4),
                                result.getLong(5),
                                result.getLong(6)));
            }
        }
        return rows;
    }

    private void print(Month month, Map<DataType, Row> rows, Duration time) {
        screen.print("");
        screen.print(TableFormatter.heading(month.version()));
        line("records", rows, Row::records);
        line("added", rows, Row::added);
        line("changed", rows, Row::changed);
        line("unchanged", rows, Row::unchanged);
        line("removed", rows, Row::removed);
        screen.print("  downloaded, loaded and removed in " + TableFormatter.time(time));
    }

    private void line(String name, Map<DataType, Row> rows, ToLongFunction<Row> value) {
        screen.print(
                TableFormatter.line("  " + name, type -> TableFormatter.number(value.applyAsLong(rows.get(type)))));
    }

    /** Compares what the stores say with what the files say. */
    private void check(Connection tables, Month month, boolean first, boolean redelivered) throws SQLException {
        Map<DataType, Row> rows = loads(tables, month);
        for (DataType type : DataType.values()) {
            Month.Difference found = month.differences().get(type);
            if (!rows.get(type).agreesWith(found, redelivered)) {
                contradictions.add(month.version() + " " + type + ": the table loads has " + rows.get(type)
                        + ", the files have " + found);
            }
            expect(month, type, "rows", number(tables, "select count(*) from " + type), found.records());
            expect(
                    month,
                    type,
                    "nodes",
                    nodes("MATCH (n:" + label(type) + ") RETURN count(n.sha256)"),
                    found.records());
            expect(month, type, "changes: added", changes(tables, month, type, "added"), first ? 0 : found.added());
            expect(
                    month,
                    type,
                    "changes: changed",
                    changes(tables, month, type, "changed"),
                    first ? 0 : found.changed());
            expect(month, type, "changes: removed", changes(tables, month, type, "removed"), found.removed());
        }
    }

    private void expect(Month month, DataType type, String name, long stored, long inFiles) {
        if (stored != inFiles) {
            contradictions.add(
                    month.version() + " " + type + ", " + name + ": " + stored + ", but " + inFiles + " by the files");
        }
    }

    private static long changes(Connection tables, Month month, DataType type, String change) throws SQLException {
        return number(
                tables,
                "select count(*) from changes where version = '" + month.version() + "' and type = '" + type
                        + "' and change = '" + change + "'");
    }

    private static long number(Connection tables, String query) throws SQLException {
        try (var statement = tables.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private long nodes(String query) {
        return servers.neo4j()
                .driver()
                .executableQuery(query)
                .execute()
                .records()
                .get(0)
                .get(0)
                .asLong();
    }

    private static String label(DataType type) {
        return type.element().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + type.element().substring(1);
    }
}
