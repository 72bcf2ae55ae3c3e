package org.discogsography.dashboard;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.Topology;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Reason;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.amqp.AmqpException;

/**
 * Lists and replays dead letters, one request at a time: a request that reads the queue keeps its messages unacknowledged
 * meanwhile, and another one would find the queue empty. Thread-safe.
 */
final class DeadLetterAdmin implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterAdmin.class);
    private static final int MOST = 100;

    private final DeadLetterQueues queues;
    private final Timeline timeline;
    private final Semaphore turn = new Semaphore(1);

    DeadLetterAdmin(DeadLetterQueues queues, Timeline timeline) {
        this.queues = queues;
        this.timeline = timeline;
    }

    private interface Task<T> {
        T on(DeadLetterQueue queue) throws IOException, PublishException;
    }

    /**
     * The queue of a service and type.
     *
     * @throws RefusedRequestException if there is no such service or type
     */
    static ConsumerQueue queue(String service, String type) throws RefusedRequestException {
        if (!Topology.isConsumer(service)) {
            throw new RefusedRequestException(
                    404, "Unknown service; the services are: " + String.join(", ", Topology.CONSUMERS));
        }
        return new ConsumerQueue(
                service,
                DataType.named(type)
                        .orElseThrow(() -> new RefusedRequestException(
                                404, "Unknown type; the types are: artists, labels, masters, releases")));
    }

    /** The first dead letters. */
    DeadLetterQueue.Contents contents(ConsumerQueue source) throws RefusedRequestException {
        return inTurn(source, queue -> queue.contents(MOST));
    }

    /**
     * Sends the dead letters of these records back to their queue.
     *
     * @param ids null: all dead letters
     */
    DeadLetterQueue.Replay replay(ConsumerQueue source, Set<String> ids) throws RefusedRequestException {
        DeadLetterQueue.Replay replay = inTurn(source, queue -> ids == null ? queue.replayAll() : queue.replay(ids));
        timeline.report(
                LOG,
                Level.INFO,
                Event.Kind.REPLAYED,
                source.toString(),
                String.format(
                        "%,d of %,d dead letters replayed from the dashboard", replay.replayed(), replay.found()));
        return replay;
    }

    private <T> T inTurn(ConsumerQueue source, Task<T> task) throws RefusedRequestException {
        if (!turn.tryAcquire()) {
            throw new RefusedRequestException(
                    503, "The dead letters are in use by another request; try again in a moment");
        }
        try {
            return task.on(queues.of(source));
        } catch (IOException | PublishException | AmqpException | ShutdownSignalException e) {
            LOG.debug("{}: the dead letters cannot be read", source, e);
            throw new RefusedRequestException(
                    503, "RabbitMQ at " + queues.address() + " does not answer: " + Reason.of(e));
        } finally {
            turn.release();
        }
    }

    @Override
    public void close() {
        queues.close();
    }
}
