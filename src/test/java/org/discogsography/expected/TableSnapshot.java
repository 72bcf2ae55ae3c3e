package org.discogsography.expected;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.DataType;

/** The rows of a table in comparable form, by {@code data_id}, without {@code updated_at}. */
public final class TableSnapshot {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row. */
    public record Row(String hash, String version, JsonNode data) {}

    private TableSnapshot() {}

    /** All rows of a type's table. */
    public static Map<String, Row> of(Connection connection, DataType type) throws SQLException {
        Map<String, Row> rows = new TreeMap<>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select data_id, hash, version, data from " + type)) {
            while (result.next()) {
                rows.put(
                        result.getString(1),
                        new Row(result.getString(2), result.getString(3), JSON.readTree(result.getString(4))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
