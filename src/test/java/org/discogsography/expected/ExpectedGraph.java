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

    private ExpectedGraph() {}

    /** The expected graph for these records. Each id occurs once within its type. */
    public static GraphSnapshot of(Collection<Newest> records) {
        ExpectedGraph graph = new ExpectedGraph();
        records.forEach(graph::add);
        List<String> nodes = new ArrayList<>();
        graph.nodes.forEach((labelAndKey, properties) -> {
            int bar = labelAndKey.indexOf('|');
            nodes.add(GraphSnapshot.node(labelAndKey.substring(0, bar), labelAndKey.substring(bar + 1), properties));
        });
        return new GraphSnapshot(nodes, List.copyOf(graph.edges));
    }

    private void add(Newest record) {
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
                    edge("Artist", alias.path("id").asText(), "ALIAS_OF", "Artist", id);
                }
                for (JsonNode member : json.path("members")) {
                    edge("Artist", member.path("id").asText(), "MEMBER_OF", "Artist", id);
                }
                for (JsonNode group : json.path("groups")) {
                    edge("Artist", id, "MEMBER_OF", "Artist", group.path("id").asText());
                }
            }
            case LABELS -> {
                copy(json, "name", properties);
                edge(
                        "Label",
                        id,
                        "SUBLABEL_OF",
                        "Label",
                        json.path("parentLabel").path("id").asText());
                for (JsonNode sublabel : json.path("sublabels")) {
                    edge("Label", sublabel.path("id").asText(), "SUBLABEL_OF", "Label", id);
                }
            }
            case MASTERS -> work("Master", id, json, properties);
            case RELEASES -> {
                work("Release", id, json, properties);
                copy(json, "country", properties);
                Set<String> formats = new LinkedHashSet<>();
                json.path("formats").forEach(format -> {
                    if (format.has("name")) {
                        formats.add(format.path("name").asText());
                    }
                });
                if (!formats.isEmpty()) {
                    properties.put("formats", List.copyOf(formats));
                }
                edge(
                        "Release",
                        id,
                        "DERIVED_FROM",
                        "Master",
                        json.path("master_id").asText());
                Map<String, Set<String>> catnos = new LinkedHashMap<>();
                for (JsonNode label : json.path("labels")) {
                    if (label.has("id")) {
                        Set<String> ofLabel =
                                catnos.computeIfAbsent(label.path("id").asText(), l -> new LinkedHashSet<>());
                        if (label.has("catno")) {
                            ofLabel.add(label.path("catno").asText());
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
        Integer year = year(json.path("year").asText());
        if (year == null && json.path("released").asText().length() >= 4) {
            year = year(json.path("released").asText().substring(0, 4));
        }
        if (year != null) {
            properties.put("year", year.longValue());
        }
        for (JsonNode artist : json.path("artists")) {
            edge(label, id, "BY", "Artist", artist.path("id").asText());
        }
        for (JsonNode genre : json.path("genres")) {
            stub("Genre", "name", genre.asText());
            edges.add(GraphSnapshot.edge(label, id, "IS", "Genre", genre.asText(), Map.of()));
        }
        for (JsonNode style : json.path("styles")) {
            stub("Style", "name", style.asText());
            edges.add(GraphSnapshot.edge(label, id, "IS", "Style", style.asText(), Map.of()));
            Set<String> genres = new TreeSet<>();
            json.path("genres").forEach(genre -> genres.add(genre.asText()));
            if (genres.size() == 1) {
                edges.add(GraphSnapshot.edge(
                        "Style",
                        style.asText(),
                        "PART_OF",
                        "Genre",
                        genres.iterator().next(),
                        Map.of()));
            }
        }
    }

    private static Integer year(String text) {
        if (!text.matches("[0-9]{4}")) {
            return null;
        }
        int year = Integer.parseInt(text);
        return year >= 1860 && year <= Year.now(ZoneOffset.UTC).getValue() + 1 ? year : null;
    }

    private static void copy(JsonNode json, String field, Map<String, Object> properties) {
        if (json.has(field)) {
            properties.put(field, json.path(field).asText());
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
