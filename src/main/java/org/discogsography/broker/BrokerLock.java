package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock that the broker holds: an exclusive queue, which belongs to one connection and which the broker deletes with that connection. No
 * more than one process has it, on however many machines, and it is free as soon as the broker has noticed that its owner is gone.
 *
 * <p>It is lost with its connection. The owner learns that with the heartbeats, as the broker does, and either may be first: for a few
 * seconds two may believe that they have it. Thread-safe.
 */
public final class BrokerLock implements AutoCloseable {

    /** Those who wait ask by publishing to the queue. It keeps one of these messages. */
    private static final Map<String, Object> ARGUMENTS = Map.of("x-queue-type", "classic", "x-max-length", 1);

    private final String queue;
    private final DedicatedConnection connection;
    private final long timeoutMillis;
    private Channel channel; // with the queue, or null; guarded by this
    private boolean taken; // by another, when asked last; guarded by this

    /** @param name of the queue */
    public BrokerLock(BrokerConnections connections, String name) {
        this.queue = name;
        this.connection = new DedicatedConnection(connections, "lock");
        this.timeoutMillis = connections.timeout().toMillis();
    }

    /** The queue's name. */
    public String name() {
        return queue;
    }

    /** Whether this has it, as far as the heartbeats show. */
    public synchronized boolean isHeld() {
        return channel != null && channel.isOpen();
    }

    /**
     * Takes it, if nobody else has it.
     *
     * @return whether this has it now
     * @throws LockRefusedException if the broker refuses it to this login
     * @throws IOException if the broker cannot be asked
     */
    public synchronized boolean tryLock() throws IOException {
        if (isHeld()) {
            return true;
        }
        channel = null;
        try {
            // To declare the queue of another is an error, which the broker would log each time.
            if (taken && exists()) {
                return false;
            }
            Channel asking = connection.channel();
            asking.queueDeclare(queue, false, true, false, ARGUMENTS);
            channel = asking;
            taken = false;
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close) {
                if (close.getReplyCode() != AMQP.RESOURCE_LOCKED) {
                    throw new LockRefusedException(close.getReplyText(), e);
                }
                taken = true;
                return false;
            }
            throw e;
        }
    }

    private boolean exists() throws IOException {
        var missing = new AtomicBoolean();
        try (Channel asking = connection.channel()) {
            asking.confirmSelect();
            asking.addReturnListener(returned -> missing.set(true));
            // What no queue takes is returned before it is confirmed.
            asking.basicPublish("", queue, true, MessageProperties.MINIMAL_BASIC, new byte[0]);
            asking.waitForConfirms(timeoutMillis);
            return !missing.get();
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeoutMillis + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for the lock", e);
        } catch (ShutdownSignalException e) {
            throw new IOException(e);
        }
    }

    /** Frees it for others. It can be taken again. */
    public synchronized void release() {
        if (channel != null) {
            channel = null;
            connection.abort();
        }
    }

    /** Frees it for good. */
    @Override
    public void close() {
        connection.close();
    }
}
