package org.discogsography.discovery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What there is in the graph. */
enum EntityType {
    ARTISTS("Artist", "id"),
    LABELS("Label", "id"),
    MASTERS("Master", "id"),
    RELEASES("Release", "id"),
    GENRES("Genre", "name"),
    STYLES("Style", "name");

    private final String label;
    private final String key;

    EntityType(String label, String key) {
        this.label = label;
        this.key = key;
    }

    /** The name in addresses: {@code artists}, {@code genres}, … */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The label of its nodes. */
    String label() {
        return label;
    }

    /** The property by which they are found; its value is the id in addresses. */
    String key() {
        return key;
    }

    static Optional<EntityType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    static EntityType labelled(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(label))
                .findFirst()
                .orElseThrow();
    }
}
