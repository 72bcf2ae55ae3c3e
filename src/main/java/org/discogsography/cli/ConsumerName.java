package org.discogsography.cli;

import java.util.stream.Stream;
import org.discogsography.broker.Topology;

/** A service that consumes messages. */
final class ConsumerName extends Choice {

    ConsumerName() {
        super(
                "service",
                Stream.concat(Topology.CONSUMERS.stream(), Stream.of(Topology.EXPORTER))
                        .toList());
    }
}
