package org.discogsography.outage;

/**
 * Finds out whether a server is there and would do what is asked of it: a call of its own, so that no message has to be
 * risked to find out.
 */
@FunctionalInterface
public interface Probe {

    /**
     * Returns where the server works. Comes back within a bounded time, also from a server that hangs.
     *
     * @throws Exception where it does not, whatever the reason
     */
    void run() throws Exception;
}
