package org.discogsography.tableinator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.Program;

/** Runs the service against a broker and a PostgreSQL, with waits cut short. */
record Tableinators(Broker broker, Postgres postgres) {

    static final List<String> SERVICE = List.of("tableinator");

    /** A program with these settings, given in pairs, on top of those that name the servers. */
    Program start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "postgres.address", postgres.address(),
                "postgres.database", Postgres.DATABASE,
                "postgres.password", Postgres.PASSWORD,
                "amqp.connection", broker.address(),
                "tableinator.batch-interval", "100",
                "retry.delay", "50",
                "retry.maximum-delay", "100",
                "breaker.open-for", "1",
                "camel.main.shutdown-timeout", "3"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return Program.start(SERVICE, all);
    }

    static String queue(DataType type) {
        return "discogsography-tableinator-" + type;
    }

    static String deadLetterQueue(DataType type) {
        return queue(type) + "-dead";
    }

    /** Empties tables and queues. No program may be running that still holds messages. */
    void clear(Exchange exchange) {
        postgres.clear();
        for (DataType type : DataType.values()) {
            for (String service : Topology.CONSUMERS) {
                exchange.purge("discogsography-" + service + "-" + type);
                exchange.purge("discogsography-" + service + "-" + type + "-dead");
            }
        }
    }
}
