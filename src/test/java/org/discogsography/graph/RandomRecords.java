package org.discogsography.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph.Newest;

/** A few records that all refer to each other, in several versions of a dump. */
final class RandomRecords {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;
    private final int ids;

    RandomRecords(Random random, int ids) {
        this.random = random;
        this.ids = ids;
    }

    /**
     * Every version of every record. The content of a version is new, or equal to that of the version before, or to that
     * of the one before it. Not every record is in every dump.
     */
    List<Newest> versions(int versions) {
        List<Newest> all = new ArrayList<>();
        for (DataType type : DataType.values()) {
            for (int id = 1; id <= ids; id++) {
                if (random.nextInt(8) == 0) {
                    continue;
                }
                List<ObjectNode> states = new ArrayList<>();
                for (int version = 1; version <= versions; version++) {
                    ObjectNode state =
                            switch (random.nextInt(4)) {
                                case 0 -> states.isEmpty() ? record(type, id) : states.get(states.size() - 1);
                                case 1 -> states.size() < 2 ? record(type, id) : states.get(states.size() - 2);
                                default -> record(type, id);
                            };
                    if (random.nextInt(6) > 0) {
                        states.add(state);
                        all.add(new Newest(type, sha256(state), "2026" + String.format("%02d", version) + "01", state));
                    }
                }
            }
        }
        return all;
    }

    /** The newest version of each record. */
    static List<Newest> newest(List<Newest> all) {
        Map<String, Newest> newest = new HashMap<>();
        for (Newest record : all) {
            newest.merge(
                    record.type() + "/" + record.json().path("id").asText(),
                    record,
                    (a, b) -> a.version().compareTo(b.version()) > 0 ? a : b);
        }
        return List.copyOf(newest.values());
    }

    static GraphRecord row(Newest record) {
        return GraphRecord.of(
                record.type(),
                record.json().path("id").asText(),
                record.sha256(),
                record.version(),
                record.json().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(ObjectNode record) {
        // Any digest will do: nothing here checks it.
        return Integer.toHexString(record.toString().hashCode()) + "-"
                + record.toString().length();
    }

    private ObjectNode record(DataType type, int id) {
        ObjectNode record = JSON.objectNode().put("id", String.valueOf(id));
        switch (type) {
            case ARTISTS -> {
                record.put("name", text("artist"));
                references(record, "aliases", 2);
                references(record, "groups", 3);
                references(record, "members", 3);
            }
            case LABELS -> {
                if (random.nextInt(10) > 0) {
                    record.put("name", text("label"));
                }
                if (random.nextBoolean()) {
                    record.set("parentLabel", reference());
                }
                references(record, "sublabels", 3);
            }
            case MASTERS -> {
                work(record);
                record.put("year", random.nextInt(5) == 0 ? "0" : String.valueOf(1850 + random.nextInt(180)));
            }
            case RELEASES -> {
                work(record);
                release(record);
            }
        }
        return record;
    }

    private void work(ObjectNode record) {
        record.put("title", text("title"));
        references(record, "artists", 3);
        names(record, "genres", 3, 4);
        names(record, "styles", 3, 6);
    }

    private void release(ObjectNode record) {
        record.put(
                "released",
                List.of("1999-03-00", "1999", "?", "0000", "2345-01-01", "1859").get(random.nextInt(6)));
        if (random.nextBoolean()) {
            record.put("country", text("country"));
        }
        if (random.nextBoolean()) {
            record.put("master_id", String.valueOf(id()));
        }
        ArrayNode formats = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            formats.add(
                    JSON.objectNode().put("name", "Format " + random.nextInt(2)).put("qty", "1"));
        }
        if (!formats.isEmpty()) {
            record.set("formats", formats);
        }
        ArrayNode labels = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            // Few labels, so that often only the catalogue numbers change.
            ObjectNode label = reference(3);
            if (random.nextInt(4) > 0) {
                label.put("catno", "C" + random.nextInt(3));
            }
            labels.add(label);
        }
        if (!labels.isEmpty()) {
            record.set("labels", labels);
        }
    }

    private void references(ObjectNode record, String field, int atMost) {
        ArrayNode references = JSON.arrayNode();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            references.add(reference());
        }
        if (!references.isEmpty()) {
            record.set(field, references);
        }
    }

    private void names(ObjectNode record, String field, int atMost, int names) {
        ArrayNode list = JSON.arrayNode();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            // Some names are used for a genre and for a style.
            list.add("Name " + random.nextInt(names));
        }
        if (!list.isEmpty()) {
            record.set(field, list);
        }
    }

    private ObjectNode reference() {
        return reference(ids * 5 / 4);
    }

    private ObjectNode reference(int among) {
        ObjectNode reference = JSON.objectNode();
        if (random.nextInt(10) > 0) {
            reference.put("id", String.valueOf(1 + random.nextInt(among)));
        }
        return reference.put("name", text("someone"));
    }

    /** Ids beyond those of the records exist only as references. */
    private int id() {
        return 1 + random.nextInt(ids * 5 / 4);
    }

    private String text(String what) {
        return what + " " + random.nextInt(1000);
    }
}
