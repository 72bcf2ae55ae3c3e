package org.discogsography.servers;

/** A broker that tests run against: its addresses, and its end. */
public interface Broker extends AutoCloseable {

    /** Where it listens for AMQP, on the loopback address. */
    int port();

    /** As AMQP_CONNECTION has it. */
    default String address() {
        return "amqp://guest:guest@127.0.0.1:" + port() + "/";
    }

    /** Ends it, and removes what it left. */
    @Override
    void close();
}
