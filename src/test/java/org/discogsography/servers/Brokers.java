package org.discogsography.servers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.EnumMap;
import java.util.Map;

/**
 * The brokers that a test class runs on, as a parameter of the class. Each is started when it is first asked for, shared by
 * all that leave it running, and closed with the JVM.
 */
public enum Brokers {
    /** Everywhere. */
    EMBEDDED {
        @Override
        Broker start() {
            return EmbeddedBroker.start();
        }
    },
    /** Where it is installed: elsewhere its tests are skipped, and in a build (CI=true) they fail. */
    RABBITMQ {
        @Override
        Broker start() {
            return RabbitMqServer.start();
        }
    };

    private static final Map<Brokers, Broker> SHARED = new EnumMap<>(Brokers.class); // guarded by itself

    abstract Broker start();

    /** The one that this JVM's tests share. It may hold queues of earlier tests. */
    public Broker shared() {
        synchronized (SHARED) {
            if (!SHARED.containsKey(this)) {
                if (this == RABBITMQ) {
                    requireRabbitMq();
                }
                Broker broker = start();
                SHARED.put(this, broker);
                Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-" + this));
            }
            return SHARED.get(this);
        }
    }

    /** Skips the test that asks, or fails it in a build, where no RabbitMQ is installed. */
    public static void requireRabbitMq() {
        if (RabbitMqServer.installed()) {
            return;
        }
        String why = "no RabbitMQ on this machine (install the package rabbitmq-server, or name its script with -D"
                + RabbitMqServer.SCRIPT_PROPERTY + "=<path>)";
        if (Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")))) {
            fail("CI is true, and this test would be skipped: " + why);
        }
        abort("skipped: " + why);
    }
}
