package org.discogsography.broker;

import org.discogsography.dump.DataType;

/** The queue from which a service consumes a type. */
public record ConsumerQueue(String service, DataType type) {

    @Override
    public String toString() {
        return service + " " + type;
    }
}
