package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer as a text that people and models read: all that is not null, an entity as its address and name, a flat item on one line. */
final class ReadableText {

    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private ReadableText() {}

    static String of(JsonNode answer) {
        var readable = new ReadableText();
        readable.fields(answer, "");
        return readable.text.toString().stripTrailing();
    }

    private void fields(JsonNode object, String indent) {
        String head = head(object);
        if (!head.isEmpty()) {
            line(indent, head);
        }
        for (Map.Entry<String, JsonNode> field : rest(object)) {
            field(field.getKey(), field.getValue(), indent);
        }
    }

    private void field(String name, JsonNode value, String indent) {
        if (isFlat(value)) {
            line(indent, name + ": " + flat(value));
        } else if (value.isArray()) {
            line(indent, name + " (" + value.size() + "):");
            value.forEach(item -> item(item, indent + INDENT));
        } else {
            line(indent, name + ":");
            fields(value, indent + INDENT);
        }
    }

    private void item(JsonNode item, String indent) {
        if (item.isObject() && rest(item).stream().allMatch(field -> isFlat(field.getValue()))) {
            List<String> parts = new ArrayList<>();
            if (!head(item).isEmpty()) {
                parts.add(head(item));
            }
            rest(item).forEach(field -> parts.add(field.getKey() + ": " + flat(field.getValue())));
            line(indent, "- " + String.join("; ", parts));
        } else if (item.isObject()) {
            int start = text.length() + indent.length();
            fields(item, indent + INDENT);
            text.setCharAt(start, '-');
        } else {
            line(indent, "- " + flat(item));
        }
    }

    /** The address and the name of an entity; empty if it is none. */
    private static String head(JsonNode object) {
        if (!object.path("type").isTextual() || !object.path("id").isTextual()) {
            return "";
        }
        String address = object.path("type").asText() + "/" + object.path("id").asText();
        return oneLine(
                object.path("name").isTextual()
                        ? address + " " + object.path("name").asText()
                        : address);
    }

    private static List<Map.Entry<String, JsonNode>> rest(JsonNode object) {
        boolean isEntity = !head(object).isEmpty();
        return object.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .filter(field -> !isEntity || !List.of("type", "id", "name").contains(field.getKey()))
                .toList();
    }

    private static boolean isFlat(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (element.isContainerNode()) {
                    return false;
                }
            }
            return true;
        }
        return !value.isObject();
    }

    private static String flat(JsonNode value) {
        if (!value.isArray()) {
            return oneLine(value.asText());
        }
        List<String> elements = new ArrayList<>();
        value.forEach(element -> elements.add(oneLine(element.asText())));
        return elements.isEmpty() ? "none" : String.join(", ", elements);
    }

    private static String oneLine(String value) {
        return value.replaceAll("\\p{Cntrl}+", " ");
    }

    private void line(String indent, String content) {
        text.append(indent).append(content).append('\n');
    }
}
