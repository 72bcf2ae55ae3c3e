package org.discogsography.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Versioned;

/**
 * A record for the graph: one row of the parameter {@code $given.records} of {@code cypher/store-<type>.cypher}.
 *
 * <p>A row has {@code id}, {@code sha256}, {@code version}, {@code properties} (all properties of the node) and the keys of
 * the nodes that the record refers to. Each key occurs once, and the keys are sorted, so that two writers lock the nodes in
 * the same order:
 *
 * <ul>
 *   <li>artists: {@code aliases}, {@code groups}, {@code members}
 *   <li>labels: {@code parents} (one at most), {@code sublabels}
 *   <li>masters: {@code artists}, {@code genres}, {@code styles}
 *   <li>releases: the same, and {@code labels} ({@code {id, catnos}}) and {@code masters} (one at most)
 * </ul>
 *
 * @param id the record's id within its type
 * @param sha256 hash of the record's canonical JSON
 * @param version date of its dump, {@code 20260801}, or empty
 * @param row the row for the statement; do not modify it
 */
public record GraphRecord(DataType type, String id, String sha256, String version, Map<String, Object> row)
        implements Versioned {

    /**
     * Extracts from a record's JSON, with or without the envelope, what the graph needs. All other fields are skipped, so
     * that this takes only some microseconds. A field of an unexpected shape never costs the record: see {@link RecordFields}.
     *
     * @param version may be {@code null}, which means empty
     * @throws IllegalArgumentException if it is not a JSON object; the message names the record
     */
    public static GraphRecord of(DataType type, String id, String sha256, String version, byte[] json) {
        String dump = version == null ? "" : version;
        RecordFields fields = RecordFields.read(type, id, json);
        Map<String, Object> properties = new HashMap<>();
        properties.put("id", id);
        properties.put("sha256", sha256);
        properties.put("version", dump);
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("sha256", sha256);
        row.put("version", dump);
        row.put("properties", properties);
        switch (type) {
            case ARTISTS -> {
                putText(properties, "name", fields);
                row.put("aliases", fields.ids("aliases"));
                row.put("groups", fields.ids("groups"));
                row.put("members", fields.ids("members"));
            }
            case LABELS -> {
                putText(properties, "name", fields);
                row.put("parents", fields.id("parentLabel"));
                row.put("sublabels", fields.ids("sublabels"));
            }
            case MASTERS -> putWork(properties, row, fields);
            case RELEASES -> {
                putWork(properties, row, fields);
                putText(properties, "country", fields);
                if (!fields.formats().isEmpty()) {
                    properties.put("formats", fields.formats());
                }
                row.put("labels", fields.catalogue());
                row.put("masters", fields.plainId("master_id"));
            }
        }
        return new GraphRecord(type, id, sha256, dump, row);
    }

    /**
     * The parameters of a store or touch statement: {@code {given: {records: [row, ...]}}}, sorted by id. Of several records with
     * the same id only the newest is kept; of the same version, the later one.
     */
    public static Map<String, Object> parameters(Collection<GraphRecord> batch) {
        Map<String, GraphRecord> newest = new HashMap<>(batch.size() * 2);
        for (GraphRecord record : batch) {
            newest.merge(record.id(), record, (before, after) -> after.supersedes(before) ? after : before);
        }
        return Cypher.given(Map.of(
                "records",
                newest.values().stream()
                        .sorted(Comparator.comparing(GraphRecord::id))
                        .map(GraphRecord::row)
                        .toList()));
    }

    private static void putWork(Map<String, Object> properties, Map<String, Object> row, RecordFields fields) {
        putText(properties, "title", fields);
        ReleaseYear.of(fields.text("year"), fields.text("released")).ifPresent(year -> properties.put("year", year));
        row.put("artists", fields.ids("artists"));
        row.put("genres", fields.texts("genres"));
        row.put("styles", fields.texts("styles"));
    }

    private static void putText(Map<String, Object> properties, String name, RecordFields fields) {
        String text = fields.text(name);
        if (text != null) {
            properties.put(name, text);
        }
    }
}
