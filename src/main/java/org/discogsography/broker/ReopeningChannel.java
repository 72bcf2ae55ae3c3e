package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A channel for questions that the broker may refuse: it closes the channel with each refusal, and the next question opens another. */
final class ReopeningChannel implements AutoCloseable {

    private final Connection connection;
    private Channel channel; // null: none yet

    ReopeningChannel(Connection connection) {
        this.connection = connection;
    }

    Channel get() throws IOException {
        if (channel == null || !channel.isOpen()) {
            channel = connection.openChannel().orElseThrow(() -> new IOException("the connection has no channel left"));
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null && channel.isOpen()) {
            try {
                channel.close();
            } catch (TimeoutException e) {
                throw new IOException("the channel did not close in time", e);
            }
        }
    }
}
