package org.discogsography.outage;

import java.time.Duration;

/** How often, and for how long, a server's routes have been paused. Thread-safe. */
public final class RoutePauses {

    private int count; // guarded by this
    private long endedNanos; // of pauses that are over; guarded by this
    private long began; // guarded by this
    private boolean running; // guarded by this

    /** Routes have been suspended. Where others were already, that is the same pause. */
    synchronized void begin() {
        if (!running) {
            running = true;
            began = System.nanoTime();
            count++;
        }
    }

    /** They are being resumed. */
    synchronized void end() {
        if (running) {
            running = false;
            endedNanos += System.nanoTime() - began;
        }
    }

    /** Whether there is one now. */
    public synchronized boolean isRunning() {
        return running;
    }

    /** How many there have been, the running one too. */
    public synchronized int count() {
        return count;
    }

    /** How long they lasted together, the running one up to now. */
    public synchronized Duration total() {
        return Duration.ofNanos(endedNanos + (running ? System.nanoTime() - began : 0));
    }
}
