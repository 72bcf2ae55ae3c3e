package org.discogsography.outage;

import java.util.List;
import java.util.Locale;

/** Who can fail. */
enum Server {
    POSTGRESQL("PostgreSQL"),
    NEO4J("Neo4j"),
    RABBITMQ("RabbitMQ");

    private final String word;

    Server(String word) {
        this.word = word;
    }

    /** As log lines call it. */
    String word() {
        return word;
    }

    /** The consuming services that cannot do without it. */
    List<String> consumers() {
        return switch (this) {
            case POSTGRESQL -> List.of("tableinator");
            case NEO4J -> List.of("graphinator");
            case RABBITMQ -> List.of("graphinator", "tableinator");
        };
    }

    /** The bean that watches it. */
    String watch() {
        return name().toLowerCase(Locale.ROOT) + "-watch";
    }
}
