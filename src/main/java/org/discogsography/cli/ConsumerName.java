package org.discogsography.cli;

import org.discogsography.broker.Topology;

/** A service that consumes messages. */
final class ConsumerName extends Choice {

    ConsumerName() {
        super("service", Topology.CONSUMERS);
    }
}
