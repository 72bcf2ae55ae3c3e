package org.discogsography.servers;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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

    /** Those in whose queues an earlier class may have left something. */
    private static final Set<Brokers> USED = EnumSet.noneOf(Brokers.class); // guarded by SHARED

    abstract Broker start();

    /**
     * The one that this JVM's tests share. It may have queues of earlier tests; the program's are empty when a class first asks
     * for it.
     */
    public Broker shared() {
        synchronized (SHARED) {
            if (!SHARED.containsKey(this)) {
                Broker broker = start();
                SHARED.put(this, broker);
                Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-" + this));
            }
            Broker broker = SHARED.get(this);
            if (USED.remove(this)) {
                try (var exchange = Exchange.connect(broker.port())) {
                    exchange.purgeAll();
                }
            }
            return broker;
        }
    }

    /** The RabbitMQ of a version that this JVM's tests share. */
    public static RabbitMqServer shared(RabbitMqVersion version) {
        version.require();
        boolean isNewest = RabbitMqVersion.newest().filter(version::equals).isPresent();
        return (RabbitMqServer) (isNewest ? RABBITMQ : OLDER_RABBITMQ).shared();
    }

    /** From now on another class asks. */
    static void classEnds() {
        synchronized (SHARED) {
            USED.addAll(SHARED.keySet());
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
