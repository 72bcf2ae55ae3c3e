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
 * Shows dead letters, and sends them back, for one who asks at a time: whoever looks holds the letters meanwhile, and another would
 * see none. Thread-safe.
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

    /** What is done with a queue of dead letters. */
    private interface Task<T> {
        T on(DeadLetterQueue queue) throws IOException, PublishException;
    }

    /**
     * The queue that is meant.
     *
     * @throws RefusedException where there is no such service, or type
     */
    static ConsumerQueue source(String service, String type) throws RefusedException {
        if (!Topology.CONSUMERS.contains(service)) {
            throw new RefusedException(404, "No such service; there are: " + String.join(", ", Topology.CONSUMERS));
        }
        return new ConsumerQueue(
                service,
                DataType.named(type)
                        .orElseThrow(() -> new RefusedException(
                                404, "No such type; there are: artists, labels, masters, releases")));
    }

    /** The first dead letters. */
    DeadLetterQueue.Contents contents(ConsumerQueue source) throws RefusedException {
        return inTurn(source, queue -> queue.contents(MOST));
    }

    /**
     * Sends back the letters of records with these ids.
     *
     * @param ids null: all letters
     */
    DeadLetterQueue.Replay replay(ConsumerQueue source, Set<String> ids) throws RefusedException {
        DeadLetterQueue.Replay replay = inTurn(source, queue -> ids == null ? queue.replayAll() : queue.replay(ids));
        timeline.tell(
                LOG,
                Level.INFO,
                Event.Kind.REPLAYED,
                source.toString(),
                String.format(
                        "%,d of %,d dead letters replayed from the dashboard", replay.replayed(), replay.found()));
        return replay;
    }

    private <T> T inTurn(ConsumerQueue source, Task<T> task) throws RefusedException {
        if (!turn.tryAcquire()) {
            throw new RefusedException(503, "Somebody else is looking at dead letters; try again in a moment");
        }
        try {
            return task.on(queues.of(source));
        } catch (IOException | PublishException | AmqpException | ShutdownSignalException e) {
            LOG.debug("{}: the dead letters cannot be had", source, e);
            throw new RefusedException(503, "RabbitMQ at " + queues.address() + " does not answer: " + Reason.of(e));
        } finally {
            turn.release();
        }
    }

    @Override
    public void close() {
        queues.close();
    }
}
