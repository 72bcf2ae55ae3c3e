package org.discogsography.tableinator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Postgres;

/** A row as an analyst finds it. */
record StoredRow(String id, String hash, String version, JsonNode data, Instant updatedAt) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** All rows of a table in the order of their ids; none where the table has not been made yet. */
    static List<StoredRow> all(Postgres postgres, DataType type) {
        List<StoredRow> found = new ArrayList<>();
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            var there = statement.executeQuery("select to_regclass('" + type + "') is not null");
            there.next();
            if (!there.getBoolean(1)) {
                return List.of();
            }
            var rows = statement.executeQuery("select * from " + type + " order by data_id collate \"C\"");
            while (rows.next()) {
                found.add(new StoredRow(
                        rows.getString("data_id"),
                        rows.getString("hash"),
                        rows.getString("version"),
                        MAPPER.readTree(rows.getString("data")),
                        rows.getTimestamp("updated_at").toInstant()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The rows of " + type + " could not be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
