package org.discogsography.outage;

/**
 * Finds out whether a server is there and would do what is asked of it, by a call of its own, so that no message is risked.
 */
@FunctionalInterface
public interface Probe {

    /**
     * Returns if the server works. Comes back within a bounded time, also from a server that hangs.
     *
     * @throws Exception if it does not, whatever the reason
     */
    void run() throws Exception;

    /**
     * The same for callers behind a circuit breaker, for which it counts. A server that refuses the probe itself as it would a bad
     * record does not work.
     */
    default void require() throws ProbeFailedException {
        try {
            run();
        } catch (
                Throwable
                        e) { // an Error as well: a trial without an outcome would leave the breaker half-open for good
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ProbeFailedException(e);
        }
    }
}
