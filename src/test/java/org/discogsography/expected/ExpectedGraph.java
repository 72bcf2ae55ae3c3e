package org.discogsography.expected;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.discogsography.dump.DataType;

/**
 * Computes the graph that the contract requires, independently of the product's code: from the newest version of each
 * record to all nodes and edges.
 */
public final class ExpectedGraph {

    private final Map<String, Map<String, Object>> nodes = new TreeMap<>();
    private final Set<String> edges = new TreeSet<>();

    /** The newest version of one record. */
    public record Newest(DataType type, String sha256, String version, JsonNode json) {}

    /** The expected graph for these records. Each id occurs once within its type. */
    public static GraphSnapshot of(Collection<Newest> records) {
        ExpectedGraph graph = new ExpectedGraph();
        records.forEach(graph::add);
        return graph.snapshot();
    }

    /** The expected graph for what has been added. */
    public GraphSnapshot snapshot() {
        List<String> lines = new ArrayList<>();
        nodes.forEach((labelAndKey, properties) -> {
            int bar = labelAndKey.indexOf('|');
            lines.add(GraphSnapshot.node(labelAndKey.substring(0, bar), labelAndKey.substring(bar + 1), properties));
        });
        return new GraphSnapshot(lines, List.copyOf(edges));
    }

    /** Adds what a record says. Each id may be added once within its type. */
    public void add(Newest record) {
        JsonNode json = record.json();
        String id = json.path("id").asText();
        Map<String, Object> properties = new HashMap<>();
        properties.put("id", id);
        properties.put("sha256", record.sha256());
        properties.put("version", record.version());
        switch (record.type()) {
            case ARTISTS -> {
                copy(json, "name", properties);
                for (JsonNode alias : json.path("aliases")) {
                    edge("Artist", id(alias), "ALIAS_OF", "Artist", id);
                }
                for (JsonNode member : json.path("members")) {
                    edge("Artist", id(member), "MEMBER_OF", "Artist", id);
                }
                for (JsonNode group : json.path("groups")) {
                    edge("Artist", id, "MEMBER_OF", "Artist", id(group));
                }
            }
            case LABELS -> {
                copy(json, "name", properties);
                edge("Label", id, "SUBLABEL_OF", "Label", id(json.path("parentLabel")));
                for (JsonNode sublabel : json.path("sublabels")) {
                    edge("Label", id(sublabel), "SUBLABEL_OF", "Label", id);
                }
            }
            case MASTERS -> work("Master", id, json, properties);
            case RELEASES -> {
                work("Release", id, json, properties);
                copy(json, "country", properties);
                Set<String> formats = new LinkedHashSet<>();
                json.path("formats").forEach(format -> {
                    String name = text(format);
                    if (!name.isEmpty()) {
                        formats.add(name);
                    }
                });
                if (!formats.isEmpty()) {
                    properties.put("formats", List.copyOf(formats));
                }
                edge("Release", id, "DERIVED_FROM", "Master", linked(text(json.path("master_id"))));
                Map<String, Set<String>> catnos = new LinkedHashMap<>();
                for (JsonNode label : json.path("labels")) {
                    if (!id(label).isEmpty()) {
                        Set<String> ofLabel = catnos.computeIfAbsent(id(label), l -> new LinkedHashSet<>());
                        String catno = text(label.path("catno"));
                        if (!catno.isEmpty()) {
                            ofLabel.add(catno);
                        }
                    }
                }
                catnos.forEach((label, numbers) -> {
                    stub("Label", "id", label);
                    edges.add(GraphSnapshot.edge(
                            "Release", id, "ON", "Label", label, Map.of("catnos", List.copyOf(numbers))));
                });
            }
        }
        String label =
                switch (record.type()) {
                    case ARTISTS -> "Artist";
                    case LABELS -> "Label";
                    case MASTERS -> "Master";
                    case RELEASES -> "Release";
                };
        nodes.put(label + "|" + id, properties);
    }

    private void work(String label, String id, JsonNode json, Map<String, Object> properties) {
        copy(json, "title", properties);
        Integer year = year(text(json.path("year")));
        String released = text(json.path("released"));
        if (year == null && released.length() >= 4) {
            year = year(released.substring(0, 4));
        }
        if (year != null) {
            properties.put("year", year.longValue());
        }
        for (JsonNode artist : json.path("artists")) {
            edge(label, id, "BY", "Artist", id(artist));
        }
        Set<String> genres = texts(json.path("genres"));
        for (String genre : genres) {
            stub("Genre", "name", genre);
            edges.add(GraphSnapshot.edge(label, id, "IS", "Genre", genre, Map.of()));
        }
        for (String style : texts(json.path("styles"))) {
            stub("Style", "name", style);
            edges.add(GraphSnapshot.edge(label, id, "IS", "Style", style, Map.of()));
            if (genres.size() == 1) {
                edges.add(GraphSnapshot.edge(
                        "Style", style, "PART_OF", "Genre", genres.iterator().next(), Map.of()));
            }
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(item -> texts.add(text(item)));
        texts.remove("");
        return texts;
    }

    /** Rule 7: the text of an object is its name, and the last of several counts. Empty if there is none. */
    private static String text(JsonNode value) {
        if (value.isObject()) {
            return text(value.path("name"));
        }
        String last = value.asText();
        for (JsonNode one : value) {
            last = text(one).isEmpty() ? last : text(one);
        }
        return last;
    }

    /** What a reference refers to; empty if nothing. */
    private static String id(JsonNode reference) {
        String last = linked(text(reference.path("id")));
        if (reference.isArray()) {
            for (JsonNode one : reference) {
                last = id(one).isEmpty() ? last : id(one);
            }
        }
        return last;
    }

    private static String linked(String id) {
        return id.equals("0") ? "" : id;
    }

    private static Integer year(String text) {
        if (!text.matches("[0-9]{4}")) {
            return null;
        }
        int year = Integer.parseInt(text);
        return year >= 1860 && year <= Year.now(ZoneOffset.UTC).getValue() + 1 ? year : null;
    }

    private static void copy(JsonNode json, String field, Map<String, Object> properties) {
        String text = text(json.path(field));
        if (!text.isEmpty()) {
            properties.put(field, text);
        }
    }

    private void edge(String fromLabel, String from, String type, String toLabel, String to) {
        if (!from.isEmpty() && !to.isEmpty()) {
            stub(fromLabel, "id", from);
            stub(toLabel, "id", to);
            edges.add(GraphSnapshot.edge(fromLabel, from, type, toLabel, to, Map.of()));
        }
    }

    private void stub(String label, String keyName, String key) {
        nodes.putIfAbsent(label + "|" + key, Map.of(keyName, key));
    }
}
