package org.discogsography.broker.deadletters;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.discogsography.broker.BrokerFailure;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.consuming.ChannelAcknowledgements;
import org.discogsography.outage.Backoff;
import org.discogsography.outage.Failure;
import org.discogsography.threads.DaemonThreads;
import org.discogsography.threads.LoggedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters on their way to the broker. Its alarm may keep it from taking any for hours, and a dead letter queue that is
 * full, or gone wrong, may take none at all: the good messages beside them are not to wait for that, nor to come again and again.
 *
 * <p>A batch waits for its dead letters for a moment. Where they are not confirmed by then, their originals stay
 * unacknowledged, all others are acknowledged, and the letters are tried until the broker has confirmed them, or until the
 * channel of the originals is gone, for then those come again. What is held so counts against the prefetch of its queue:
 * that is what bounds it.
 *
 * <p>Each queue has its own line and its own waits, and only the first in the line is tried. The letters of a batch go out
 * together, and where that fails one by one, for what the broker has taken of them is not to be added with each try.
 *
 * <p>Thread-safe. All letters are published by one thread of its own.
 */
final class DeadLetterOutbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterOutbox.class);

    private final DeadLetterQueue.WindowPublisher publisher;
    private final CircuitBreaker breaker;
    private final Backoff backoff;
    private final Duration patience;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("dead-letters"));
    private final Map<ConsumerQueue, Line> lines = new ConcurrentHashMap<>();

    /**
     * An outbox of its own thread.
     *
     * @param publisher waited for by nobody else
     * @param breaker the broker's; while it is not closed, nothing is tried
     * @param backoff the waits between the tries
     * @param patience how long a batch waits for its letters
     */
    DeadLetterOutbox(
            DeadLetterQueue.WindowPublisher publisher, CircuitBreaker breaker, Backoff backoff, Duration patience) {
        this.publisher = publisher;
        this.breaker = breaker;
        this.backoff = backoff;
        this.patience = patience;
    }

    /**
     * A letter on its way.
     *
     * @param tag delivery tag of its original
     * @param message as it is to be published
     * @param bare the same where the broker has no room for the first: one that could never be published would be held for ever
     */
    record Letter(long tag, OutboundMessage message, OutboundMessage bare) {}

    /**
     * Has the dead letters of a batch published. When this returns the batch can be acknowledged: what is held is left out.
     *
     * @param sent is run when they have been confirmed, perhaps long after
     */
    void send(ChannelAcknowledgements deliveries, List<Letter> letters, Runnable sent) throws InterruptedException {
        Line line = lines.computeIfAbsent(deliveries.queue(), Line::new);
        var parcel = new Parcel(deliveries, new ArrayDeque<>(letters), sent);
        // Where others wait already, there is nothing to hope for.
        boolean hopeless = line.held() > 0;
        line.add(parcel);
        if (!line.await(parcel, hopeless ? Duration.ZERO : patience)) {
            LOG.debug("{}: {} dead letters are held", deliveries.queue(), letters.size());
        }
    }

    /** How many messages of a queue are kept unacknowledged, for their dead letters are not confirmed. */
    int held(ConsumerQueue source) {
        Line line = lines.get(source);
        return line == null ? 0 : line.held();
    }

    /** What has not been confirmed by now is delivered again. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The letters of one batch, which it does not keep in memory. Guarded by its line. */
    private static final class Parcel {

        private final ChannelAcknowledgements deliveries;
        private final Deque<Letter> letters; // not confirmed yet
        private final Runnable sent;
        private boolean done; // confirmed, or of no use any more
        private boolean kept; // the originals are held

        Parcel(ChannelAcknowledgements deliveries, Deque<Letter> letters, Runnable sent) {
            this.deliveries = deliveries;
            this.letters = letters;
            this.sent = sent;
        }

        List<Long> tags() {
            return letters.stream().map(Letter::tag).toList();
        }
    }

    /** All that waits for one dead letter queue. */
    private final class Line {

        private final ConsumerQueue source;
        private final LoggedTask work = new LoggedTask("dead-letters", this::work);
        private final Deque<Parcel> parcels = new ArrayDeque<>(); // guarded by this
        private int held; // messages; guarded by this
        private int failures; // in a row; guarded by this
        private boolean scheduled; // guarded by this

        Line(ConsumerQueue source) {
            this.source = source;
        }

        synchronized int held() {
            return held;
        }

        synchronized void add(Parcel parcel) {
            dropUseless();
            parcels.add(parcel);
            if (!scheduled) {
                schedule(Duration.ZERO);
            }
        }

        /** Whether they have been confirmed; if not, they are held from now on. */
        synchronized boolean await(Parcel parcel, Duration time) throws InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toMillis(); !parcel.done && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            if (!parcel.done) {
                List<Long> tags = parcel.tags();
                parcel.deliveries.hold(tags);
                parcel.kept = true;
                hold(tags.size());
            }
            return parcel.done;
        }

        private void schedule(Duration wait) {
            try {
                Future<?> unused = thread.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
                scheduled = true;
            } catch (RejectedExecutionException e) {
                LOG.debug("The program ends, the originals are delivered again", e);
            }
        }

        /** For the outbox's thread: as much of the line as the broker takes. */
        private void work() {
            boolean published = false;
            try {
                published = publishAll();
            } finally {
                goOn(published);
            }
        }

        private boolean publishAll() {
            for (Parcel first = first(); first != null; first = first()) {
                if (!publish(first)) {
                    return false;
                }
            }
            return true;
        }

        private synchronized Parcel first() {
            dropUseless();
            return parcels.peek();
        }

        private synchronized void goOn(boolean published) {
            scheduled = false;
            failures = published ? 0 : failures + 1;
            if (!parcels.isEmpty()) {
                schedule(published ? Duration.ZERO : backoff.after(failures));
            }
        }

        /** Their originals come again. */
        private void dropUseless() {
            List<Parcel> useless = parcels.stream()
                    .filter(parcel -> !parcel.deliveries.areOpen())
                    .toList();
            parcels.removeAll(useless);
            useless.forEach(this::end);
        }

        /** Whether all of it has been confirmed, which ends it. */
        private boolean publish(Parcel parcel) {
            int most = failures() == 0 ? Integer.MAX_VALUE : 1;
            for (List<Letter> next = next(parcel, most); !next.isEmpty(); next = next(parcel, most)) {
                if (!published(next)) {
                    return false;
                }
                confirmed(parcel, next.size());
            }
            parcel.sent.run();
            synchronized (this) {
                parcels.remove(parcel);
                end(parcel);
            }
            return true;
        }

        private synchronized int failures() {
            return failures;
        }

        private synchronized List<Letter> next(Parcel parcel, int most) {
            return parcel.letters.stream().limit(most).toList();
        }

        private synchronized void confirmed(Parcel parcel, int count) {
            List<Long> tags = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tags.add(parcel.letters.remove().tag());
            }
            if (parcel.kept) {
                parcel.deliveries.release(tags);
                release(count);
            }
        }

        private void end(Parcel parcel) {
            parcel.done = true;
            if (parcel.kept) {
                // Once, though the thread may be at it still.
                parcel.kept = false;
                parcel.deliveries.release(parcel.tags());
                release(parcel.letters.size());
            }
            notifyAll();
        }

        private void hold(int messages) {
            if (held == 0) {
                LOG.warn(
                        "{}: the broker does not take dead letters, so that they are kept unacknowledged; all else goes on",
                        source);
            }
            held += messages;
        }

        private void release(int messages) {
            held -= messages;
            if (held == 0 && messages > 0) {
                LOG.info("{}: no dead letter waits for the broker any more", source);
            }
        }
    }

    private enum Answer {
        CONFIRMED,
        REFUSED, // as it is, for good
        FAILED
    }

    private boolean published(List<Letter> letters) {
        Answer answer = publish(letters.stream().map(Letter::message).toList());
        if (answer == Answer.REFUSED && letters.size() == 1) {
            answer = publish(List.of(letters.get(0).bare()));
        }
        return answer == Answer.CONFIRMED;
    }

    private Answer publish(List<OutboundMessage> letters) {
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            // Its one trial belongs to the probe.
            return Answer.FAILED;
        }
        long began = System.nanoTime();
        try {
            publisher.publish(letters);
            breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            return Answer.CONFIRMED;
        } catch (PublishException e) {
            LOG.debug("Dead letters are tried again", e);
            // That one queue takes no more is no outage, and does not concern who publishes elsewhere.
            if (!e.isOutage()) {
                return Answer.FAILED;
            }
            if (BrokerFailure.of(e) == Failure.REFUSED) {
                return Answer.REFUSED;
            }
            breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
            return Answer.FAILED;
        }
    }
}
