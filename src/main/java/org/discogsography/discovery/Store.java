package org.discogsography.discovery;

import java.util.Arrays;
import java.util.Locale;

/** The two stores that questions are put to. */
enum Store {
    NEO4J("Neo4j"),
    POSTGRESQL("PostgreSQL");

    private final String title;

    Store(String title) {
        this.title = title;
    }

    /** As answers and routes have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Store named(String word) {
        return Arrays.stream(values())
                .filter(store -> store.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no store " + word));
    }

    /** As people write it. */
    @Override
    public String toString() {
        return title;
    }
}
