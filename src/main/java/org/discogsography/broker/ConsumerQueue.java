package org.discogsography.broker;

import org.discogsography.dump.DataType;

/** Whose queue a message came from: that of this service for this type. */
public record ConsumerQueue(String service, DataType type) {

    @Override
    public String toString() {
        return service + " " + type;
    }
}
