package org.discogsography.expected;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.discogsography.dump.DataType;

/** The rows of a table in comparable form, by {@code data_id}, without {@code updated_at}. */
public final class TableSnapshot {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIFFERENCES = 20;

    /** A row: the hash that it carries, and that of the record which is stored with it. */
    public record Row(String hash, String version, String hashOfData) {}

    private TableSnapshot() {}

    /** All rows of a type's table. */
    public static Map<String, Row> of(Connection connection, DataType type) throws SQLException {
        Map<String, Row> rows = new TreeMap<>();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(1_000);
            try (var result = statement.executeQuery("select data_id, hash, version, data from " + type)) {
                while (result.next()) {
                    var data = ExpectedRecords.canonical(JSON.readTree(result.getString(4)));
                    rows.put(
                            result.getString(1),
                            new Row(result.getString(2), result.getString(3), ExpectedRecords.sha256(data)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** The first rows that are missing, surplus or different; empty if there are none. */
    public static List<String> differences(Map<String, Row> actual, Map<String, Row> expected) {
        List<String> differences = new ArrayList<>();
        var ids = new TreeSet<>(actual.keySet());
        ids.addAll(expected.keySet());
        for (String id : ids) {
            Row found = actual.get(id);
            Row wanted = expected.get(id);
            if (differences.size() < DIFFERENCES && (found == null || !found.equals(wanted))) {
                differences.add(id + ": " + found + " instead of " + wanted);
            }
        }
        return differences;
    }
}
