package org.discogsography.broker.consuming;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.discogsography.broker.ConsumerQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The prefetch of one queue's consumer, bounded by the bytes of its messages. Thread-safe. */
public final class ConsumerPrefetch {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerPrefetch.class);

    private final ConsumerQueue queue;
    private final PrefetchByBytes limit;
    private final IntConsumer consumer;

    /** @param consumer begins with this prefetch when its channel has been closed */
    ConsumerPrefetch(ConsumerQueue queue, PrefetchByBytes limit, IntConsumer consumer) {
        this.queue = queue;
        this.limit = limit;
        this.consumer = consumer;
    }

    /** A message has come by this channel, which is closed if there are too many bytes of its messages in this process. */
    void arrived(int size, ChannelAcknowledgements channel) {
        OptionalInt other = limit.arrived(size, channel.inWork(), channel.bytesInWork(), Instant.now());
        if (other.isPresent()) {
            LOG.info(
                    "{}: messages have {} bytes now, the consumer begins again with a prefetch of {}",
                    queue,
                    channel.bytesInWork() / Math.max(1, channel.inWork()),
                    other.getAsInt());
            consumer.accept(other.getAsInt());
            channel.abort();
        }
    }
}
