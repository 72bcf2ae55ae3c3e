package org.discogsography.tableinator;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.discogsography.broker.consuming.Batch;
import org.discogsography.broker.consuming.CollectBatch;
import org.discogsography.broker.messages.Message;

/**
 * The parameters of the SQL statements: one array for each column, rows in the order of their ids, so that two
 * instances that store the same rows wait for each other rather than deadlock. Thread-safe.
 */
public final class TableRows {

    private static final Comparator<Message.Data> BY_ID = Comparator.comparing(Message.Data::id);

    /** {@code ids}, {@code hashes} and {@code versions} of the records that the table holds already. */
    public void toTouch(Exchange exchange) {
        List<Message.Data> rows = sorted(CollectBatch.batchOf(exchange).toTouch());
        exchange.getMessage()
                .setBody(Map.of(
                        "ids", column(rows, Message.Data::id),
                        "hashes", column(rows, Message.Data::sha256),
                        "versions", column(rows, Message.Data::version)));
        exchange.getMessage().setHeader("rows", rows.size());
    }

    /** {@code ids}, {@code hashes}, {@code versions} and {@code data} of the records to be written in full. */
    public void toStore(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        List<Message.Data> rows = sorted(batch.toStore());
        exchange.getMessage()
                .setBody(Map.of(
                        "ids", column(rows, Message.Data::id),
                        "hashes", column(rows, Message.Data::sha256),
                        "versions", column(rows, Message.Data::version),
                        "data", column(rows, row -> new String(row.json(), StandardCharsets.UTF_8))));
        exchange.getMessage().setHeader("rows", rows.size());
    }

    private static List<Message.Data> sorted(List<Message.Data> rows) {
        return rows.stream().sorted(BY_ID).toList();
    }

    private static String[] column(List<Message.Data> rows, Function<Message.Data, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
