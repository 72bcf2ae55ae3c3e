package org.discogsography.outage;

import java.util.List;

/**
 * In which order servers come that the program has been waiting for. The stores know nothing of each other: what matters is
 * when the broker comes, and which of the stores is there by then.
 */
enum Arrival {
    BROKER_FIRST,
    BROKER_AFTER_POSTGRESQL,
    BROKER_AFTER_NEO4J,
    BROKER_LAST;

    List<Server> servers() {
        return switch (this) {
            case BROKER_FIRST -> List.of(Server.RABBITMQ, Server.POSTGRESQL, Server.NEO4J);
            case BROKER_AFTER_POSTGRESQL -> List.of(Server.POSTGRESQL, Server.RABBITMQ, Server.NEO4J);
            case BROKER_AFTER_NEO4J -> List.of(Server.NEO4J, Server.RABBITMQ, Server.POSTGRESQL);
            case BROKER_LAST -> List.of(Server.NEO4J, Server.POSTGRESQL, Server.RABBITMQ);
        };
    }
}
