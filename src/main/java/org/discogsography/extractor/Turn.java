package org.discogsography.extractor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.discogsography.broker.BrokerLock;
import org.discogsography.broker.LockRefusedException;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Whether this extractor publishes, or stands by because another one does. Two locks decide: that of the state's folder, for extractors
 * that share one, and then the broker's, for all others. They are always taken in this order, so that no two extractors wait for
 * each other.
 *
 * <p>Whoever has lost its connection to the broker may publish one more window before it notices, while another has begun already. That
 * costs nothing but time: consumers recognise what comes twice.
 */
public final class Turn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final BrokerLock lock;
    private final Duration interval;
    private final Duration grace;
    private final BooleanSupplier ending;
    private final Timeline timeline;
    private ExtractionState state; // null: not opened yet; guarded by this
    private OptionalLong held =
            OptionalLong.empty(); // System.nanoTime() when this had the broker's lock last; guarded by this
    private volatile Instant standbySince; // null: it does not stand by
    private volatile String refusal; // why RabbitMQ refuses the lock; null: it does not

    /**
     * @param interval of tries
     * @param grace after a loss of its connection, for the broker to notice that as well: until then this may be waiting for itself
     * @param ending whether the program ends
     */
    Turn(BrokerLock lock, Duration interval, Duration grace, BooleanSupplier ending, Timeline timeline) {
        this.lock = lock;
        this.interval = interval;
        this.grace = grace;
        this.ending = ending;
        this.timeline = timeline;
    }

    /** Since when it stands by; empty if it does not. */
    Optional<Instant> standbySince() {
        return Optional.ofNullable(standbySince);
    }

    /** Why it has to wait for somebody to change RabbitMQ's settings, which do not let it take the lock; empty if they do. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal)
                .map(reason -> "RabbitMQ refuses the extractor its lock " + lock.name() + ": " + reason);
    }

    /**
     * Waits for both locks.
     *
     * @param opener opens the state, or throws a {@link StateTakenException}
     * @return the state, as the extractor before has left it
     * @throws InterruptedException if this extractor ends before that
     */
    ExtractionState begin(Supplier<ExtractionState> opener, BooleanSupplier stopping) throws InterruptedException {
        while (!hasState(opener) || !hasLock().orElse(false)) {
            pause(stopping);
        }
        return state();
    }

    /**
     * Waits while another extractor has the broker's lock; if the broker cannot be asked, {@link #require} fails.
     *
     * @throws InterruptedException if the program ends before that
     */
    public void await() throws InterruptedException {
        while (!hasLock().orElse(true)) {
            pause(ending);
        }
    }

    /**
     * Does nothing if this extractor has the broker's lock.
     *
     * @throws IOException if it does not
     */
    public void require() throws IOException {
        if (!lock.isHeld() && !lock.tryLock()) {
            throw new IOException("another extractor has the lock " + lock.name());
        }
    }

    private synchronized ExtractionState state() {
        return state;
    }

    private synchronized boolean hasState(Supplier<ExtractionState> opener) {
        // The extractor has closed it if it publishes another version.
        if (state == null || state.isClosed()) {
            try {
                state = opener.get();
            } catch (StateTakenException e) {
                lock.release(); // the other one may be waiting for it
                standBy(e.getMessage());
                return false;
            }
        }
        return true;
    }

    /** Empty if the broker cannot be asked. */
    private synchronized Optional<Boolean> hasLock() {
        try {
            boolean taken = lock.tryLock();
            refused(null);
            if (taken) {
                held = OptionalLong.of(System.nanoTime());
                takeOver();
                return Optional.of(true);
            }
            if (held.isEmpty() || System.nanoTime() - held.getAsLong() > grace.toNanos()) {
                standBy("it has the lock " + lock.name() + " at RabbitMQ");
            }
            return Optional.of(false);
        } catch (LockRefusedException e) {
            refused(e.getMessage());
            return Optional.empty();
        } catch (IOException | RuntimeException e) { // whatever it is, it is asked again
            LOG.debug("RabbitMQ cannot be asked for the lock", e);
            return Optional.empty();
        }
    }

    /** Reports when it begins and when it ends; {@code null} is no refusal. */
    private void refused(String reason) {
        boolean changes = (reason == null) != (refusal == null);
        refusal = reason;
        if (changes) {
            timeline.report(
                    LOG,
                    reason == null ? Level.INFO : Level.WARN,
                    Event.Kind.STANDBY,
                    "extractor",
                    refusal().map(text -> "waits, " + text).orElse("RabbitMQ no longer refuses the lock"));
        }
    }

    private void standBy(String why) {
        if (standbySince == null) {
            standbySince = Instant.now();
            timeline.report(
                    LOG, Level.WARN, Event.Kind.STANDBY, "extractor", "standby, another extractor is at work: " + why);
        }
    }

    private void takeOver() {
        if (standbySince != null) {
            standbySince = null;
            timeline.report(
                    LOG, Level.INFO, Event.Kind.STANDBY, "extractor", "takes over: the other extractor has ended");
        }
    }

    private void pause(BooleanSupplier stopping) throws InterruptedException {
        long end = System.nanoTime() + interval.toNanos();
        do {
            if (stopping.getAsBoolean()) {
                throw new InterruptedException("The extractor ends while it stands by");
            }
            Thread.sleep(100);
        } while (System.nanoTime() < end);
    }

    @Override
    public synchronized void close() {
        if (state != null) {
            state.close();
        }
    }
}
