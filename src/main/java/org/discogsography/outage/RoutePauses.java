package org.discogsography.outage;

import java.time.Duration;

/** How often, and for how long, a server's routes have been paused. Thread-safe. */
public final class RoutePauses {

    private int count; // guarded by this
    private long endedNanos; // of pauses that are over; guarded by this
    private long began; // guarded by this
    private boolean running; // guarded by this

    /** Routes have been suspended. If others were already, that is the same pause. */
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

    /** Whether they are paused now. */
    public synchronized boolean isRunning() {
        return running;
    }

    /** How many pauses there have been, the present one too. */
    public synchronized int count() {
        return count;
    }

    /** How long they lasted in all, the present one up to now. */
    public synchronized Duration total() {
        return Duration.ofNanos(endedNanos + (running ? System.nanoTime() - began : 0));
    }
}
