package org.discogsography.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphRecord;
import org.neo4j.driver.AccessMode;

/**
 * The simplest programs that write what the services write: the same statements with the same parameters in the same
 * batches, one after the other, from memory, without lookups and without a broker.
 */
final class BareWriters {

    private BareWriters() {}

    /** Writes releases into their table. */
    static Rate table(Connection connection, List<Message.Data> records, int batch, String statement) throws Exception {
        List<String[][]> parameters = new ArrayList<>();
        for (List<Message.Data> rows : BenchRecords.batches(records, batch)) {
            parameters.add(new String[][] {
                rows.stream().map(Message.Data::id).toArray(String[]::new),
                rows.stream().map(Message.Data::sha256).toArray(String[]::new),
                rows.stream()
                        .map(row -> new String(row.json(), StandardCharsets.UTF_8))
                        .toArray(String[]::new),
                rows.stream().map(Message.Data::version).toArray(String[]::new)
            });
        }
        boolean data = statement.contains(":#data");
        String sql = statement.replaceAll("(?m)^--.*$", "").replaceAll(":#\\w+", "?");
        return Rate.of(records.size(), () -> {
            try (var prepared = connection.prepareStatement(sql)) {
                for (String[][] columns : parameters) {
                    int at = 1;
                    for (int column = 0; column < columns.length; column++) {
                        if (data || column != 2) {
                            prepared.setObject(at++, columns[column]);
                        }
                    }
                    prepared.execute();
                }
            }
        });
    }

    /** Writes releases into the graph. */
    static Rate graph(CypherRunner runner, List<Message.Data> records, int batch, String verb) throws Exception {
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (List<Message.Data> rows : BenchRecords.batches(records, batch)) {
            parameters.add(Cypher.given(Map.of(
                    "records",
                    rows.stream()
                            .map(row -> verb.equals("store")
                                    ? GraphRecord.of(
                                                    DataType.RELEASES,
                                                    row.id(),
                                                    row.sha256(),
                                                    row.version(),
                                                    row.json())
                                            .row()
                                    : Map.<String, Object>of(
                                            "id", row.id(), "sha256", row.sha256(), "version", row.version()))
                            .toList())));
        }
        String statement = Cypher.statement(verb, DataType.RELEASES);
        return Rate.of(records.size(), () -> {
            for (Map<String, Object> rows : parameters) {
                runner.run(statement, rows, AccessMode.WRITE, Duration.ofMinutes(1));
            }
        });
    }
}
