package org.discogsography.tableinator;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;
import org.discogsography.table.Utf8Texts;

/**
 * Parameters of the SQL statements: one array for each column, rows in the order of their ids, so that two instances that
 * store the same rows wait for each other and do not deadlock. Thread-safe.
 */
public final class TableRows {

    private static final Comparator<Message.Data> BY_ID = Comparator.comparing(Message.Data::id);

    /** {@code ids}, {@code hashes} and {@code versions} of the records that the table holds already. */
    public Map<String, Object> toTouch(Classification<Message.Data> records) {
        List<Message.Data> rows = sorted(records.unchanged());
        return Map.of(
                "ids", column(rows, Message.Data::id),
                "hashes", column(rows, Message.Data::sha256),
                "versions", column(rows, Message.Data::version));
    }

    /** {@code ids}, {@code hashes}, {@code versions} and {@code data} of the records to be written in full. */
    public Map<String, Object> toStore(Classification<Message.Data> records) {
        List<Message.Data> rows = sorted(records.recordsToStore());
        return Map.of(
                "ids", column(rows, Message.Data::id),
                "hashes", column(rows, Message.Data::sha256),
                "versions", column(rows, Message.Data::version),
                "data", new Utf8Texts(rows.stream().map(Message.Data::json).toList()));
    }

    private static List<Message.Data> sorted(List<Message.Data> rows) {
        return rows.stream().sorted(BY_ID).toList();
    }

    private static String[] column(List<Message.Data> rows, Function<Message.Data, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
