package org.discogsography.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notes when this JVM stands still, because the machine is busy or it collects garbage: a thread that sleeps for a moment, again and again, then
 * wakes up late. Thread-safe.
 */
final class Stalls implements AutoCloseable {

    private static final long NAP_MILLIS = 50;

    /** A thread is woken up so late now and then. */
    private static final long USUAL = Duration.ofMillis(20).toNanos();

    private record Stall(long from, long to) {

        long within(long from, long to) {
            return Math.max(0, Math.min(this.to, to) - Math.max(this.from, from));
        }
    }

    private final List<Stall> stalls = new ArrayList<>(); // guarded by this
    private final Thread thread = new Thread(this::watch, "stalls");
    private long due = nextDue(); // when the thread is to wake up, as System.nanoTime; guarded by this

    Stalls() {
        thread.setDaemon(true);
        thread.start();
    }

    private static long nextDue() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS);
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
                wokeUp();
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private synchronized void wokeUp() {
        long now = System.nanoTime();
        if (now - due > USUAL) {
            stalls.add(new Stall(due, now));
        }
        due = nextDue();
    }

    /** How much of the time between two instants was lost to stalls, also one that has not ended; the instants as {@link System#nanoTime}. */
    synchronized Duration between(long from, long to) {
        long lost = stalls.stream().mapToLong(stall -> stall.within(from, to)).sum();
        long overdue = System.nanoTime() - due;
        if (overdue > USUAL) {
            lost += new Stall(due, due + overdue).within(from, to);
        }
        return Duration.ofNanos(lost);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
