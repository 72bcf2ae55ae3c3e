package org.discogsography.servers;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

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
    /**
     * The newest RabbitMQ that is installed: its tests are skipped where there is none, and in a build (CI=true) they fail.
     */
    RABBITMQ {
        @Override
        Broker start() {
            requireRabbitMq();
            return RabbitMqServer.start();
        }
    },
    /** The older RabbitMQ beside it, for tests of what the broker itself does. Skipped, or failed, likewise. */
    OLDER_RABBITMQ {
        @Override
        Broker start() {
            RabbitMqVersion.INSTALLED.require();
            RabbitMqVersion.FOUR.require();
            return RabbitMqServer.start(RabbitMqVersion.INSTALLED);
        }
    };

    /**
     * For tests that any broker will do for: the newest RabbitMQ if one is installed, otherwise the embedded broker. With
     * {@code -Dbrokers=all} both.
     */
    public static Stream<Brokers> any() {
        if (System.getProperty("brokers", "").equals("all")) {
            return Stream.of(EMBEDDED, RABBITMQ);
        }
        return Stream.of(RabbitMqVersion.newest().isPresent() || RabbitMqVersion.isRequired() ? RABBITMQ : EMBEDDED);
    }

    private static final Map<Brokers, Broker> SHARED = new EnumMap<>(Brokers.class); // guarded by itself

    abstract Broker start();

    /** The one that this JVM's tests share. It may have queues of earlier tests; the program's are empty when a class begins. */
    public Broker shared() {
        synchronized (SHARED) {
            if (!SHARED.containsKey(this)) {
                Broker broker = start();
                SHARED.put(this, broker);
                Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-" + this));
            }
            return SHARED.get(this);
        }
    }

    /** Empties the program's queues in all brokers that this JVM's tests share and that run. */
    static void emptyShared() {
        synchronized (SHARED) {
            for (Broker broker : SHARED.values()) {
                try (var exchange = Exchange.connect(broker.port())) {
                    exchange.purgeAll();
                }
            }
        }
    }

    /** Whether it is a RabbitMQ, of whichever version. */
    public boolean isRabbitMq() {
        return this != EMBEDDED;
    }

    /** Skips the test that asks, or fails it in a build, where no RabbitMQ is installed. */
    public static void requireRabbitMq() {
        if (RabbitMqVersion.newest().isEmpty()) {
            RabbitMqVersion.INSTALLED.require();
        }
    }
}
