package org.discogsography.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.dump.DataType;
import org.discogsography.extractor.FileExtraction;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.neo4j.driver.Driver;

/** The result of a load, counted independently in the files, the program, the broker and both stores. */
final class Summary {

    private final Program program;
    private final Map<DataType, Long> inFiles;
    private final Optional<String> doubt;
    private final Map<DataType, Long> rows = new EnumMap<>(DataType.class);
    private final Map<DataType, Long> nodes = new EnumMap<>(DataType.class);
    private final Map<DataType, Long> stubs = new EnumMap<>(DataType.class);
    private final Map<DataType, Long> deadLetters = new EnumMap<>(DataType.class);
    private final List<String> edges = new ArrayList<>();

    /** @param doubt why messages may have been settled twice */
    Summary(Program program, Map<DataType, Long> inFiles, Optional<String> doubt) {
        this.program = program;
        this.inFiles = inFiles;
        this.doubt = doubt;
    }

    /** Counts in the stores and the broker. */
    Summary count(Connection tables, Driver graph, Exchange broker) throws SQLException {
        for (DataType type : DataType.values()) {
            try (var statement = tables.createStatement();
                    var result = statement.executeQuery("select count(*) from " + type)) {
                result.next();
                rows.put(type, result.getLong(1));
            }
            String label = type.element().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                    + type.element().substring(1);
            var counted = graph.executableQuery(
                            "MATCH (n:" + label + ") RETURN count(n.sha256) AS records, count(*) AS all")
                    .execute()
                    .records()
                    .get(0);
            nodes.put(type, counted.get("records").asLong());
            stubs.put(type, counted.get("all").asLong() - counted.get("records").asLong());
            deadLetters.put(
                    type,
                    broker.ready("discogsography-graphinator-" + type + "-dead")
                            + broker.ready("discogsography-tableinator-" + type + "-dead"));
        }
        graph.executableQuery("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS count ORDER BY count DESC")
                .execute()
                .records()
                .forEach(edge ->
                        edges.add(TableFormatter.number(edge.get("count").asLong())
                                + Screen.UNBROKEN_SPACE
                                + edge.get("type").asString()));
        return this;
    }

    void print(Screen screen, Duration time) {
        screen.print("");
        screen.print(TableFormatter.heading(""));
        line(screen, "records in the file", inFiles);
        screen.print(TableFormatter.line("published", type -> TableFormatter.number(published(type))));
        screen.print(TableFormatter.line(
                "rejected", type -> TableFormatter.number(outcome("extractor", type, Outcome.REJECTED))));
        line(screen, "rows", rows);
        line(screen, "nodes", nodes);
        line(screen, "  and stubs", stubs);
        for (String service : List.of("tableinator", "graphinator")) {
            screen.print(TableFormatter.line(service, ignored -> ""));
            for (Outcome outcome : List.of(Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED)) {
                screen.print(TableFormatter.line(
                        "  " + outcome.name().toLowerCase(java.util.Locale.ROOT),
                        type -> TableFormatter.number(outcome(service, type, outcome))));
            }
            if (doubt.isPresent()) {
                screen.print(TableFormatter.line(
                        "  redelivered", type -> TableFormatter.number(settled(service, type) - published(type))));
            }
        }
        line(screen, "dead letters", deadLetters);
        screen.print("");
        screen.print("edges: " + String.join(", ", edges));
        long all = inFiles.values().stream().mapToLong(Long::longValue).sum();
        screen.print(TableFormatter.number(all) + " records in " + TableFormatter.time(time) + ": "
                + TableFormatter.number(Math.round(all * 1000.0 / Math.max(1, time.toMillis())))
                + " per second from the files to both stores");
        doubt.ifPresent(screen::print);
        screen.print("");
    }

    private static void line(Screen screen, String name, Map<DataType, Long> values) {
        screen.print(TableFormatter.line(name, type -> TableFormatter.number(values.getOrDefault(type, 0L))));
    }

    /** The numbers that do not add up; empty if all do. */
    List<String> contradictions() {
        List<String> wrong = new ArrayList<>();
        program.extraction().files().stream()
                .filter(file -> file.state() != FileExtraction.State.COMPLETE)
                .forEach(file ->
                        wrong.add(file.failure() == null ? file.file().name() + " is not complete" : file.failure()));
        expect(wrong, "published", this::published, "records in the file", inFiles::get);
        if (doubt.isPresent()) {
            // Records committed just before the connection broke were then found unchanged: only the stores know the
            // numbers.
            expect(wrong, "rows", rows::get, "published", this::published);
            expect(wrong, "nodes", nodes::get, "published", this::published);
            expect(wrong, "dead letters", deadLetters::get, "none", ignored -> 0L);
            return wrong;
        }
        for (String service : List.of("tableinator", "graphinator")) {
            expect(wrong, "settled by the " + service, type -> settled(service, type), "published", this::published);
        }
        expect(
                wrong,
                "rows",
                rows::get,
                "added by the tableinator",
                type -> outcome("tableinator", type, Outcome.ADDED));
        expect(
                wrong,
                "nodes",
                nodes::get,
                "added by the graphinator",
                type -> outcome("graphinator", type, Outcome.ADDED));
        expect(wrong, "dead letters", deadLetters::get, "none", ignored -> 0L);
        return wrong;
    }

    private static void expect(
            List<String> wrong,
            String name,
            Function<DataType, Long> value,
            String otherName,
            Function<DataType, Long> other) {
        for (DataType type : DataType.values()) {
            long left = number(value.apply(type));
            long right = number(other.apply(type));
            if (left != right) {
                wrong.add(type + ": " + TableFormatter.number(left) + " " + name + ", but "
                        + TableFormatter.number(right) + " " + otherName);
            }
        }
    }

    private static long number(Long value) {
        return value == null ? 0 : value;
    }

    private long published(DataType type) {
        return program.extraction().files().stream()
                .filter(file -> file.file().type() == type)
                .mapToLong(FileExtraction::published)
                .sum();
    }

    private long settled(String service, DataType type) {
        return program.records().settled(new ConsumerQueue(service, type));
    }

    private long outcome(String service, DataType type, Outcome outcome) {
        return program.records().total(new ConsumerQueue(service, type), outcome);
    }
}
