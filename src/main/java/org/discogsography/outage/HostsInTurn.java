package org.discogsography.outage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of one server, of which one works at a time, as with a cluster or a primary and its replicas. Whoever connects tries them in
 * this order: first the one that worked last, and after its failure the next. If there are several, a change is logged once. Thread-safe.
 *
 * @param <H> a host, whose text is its name in log lines
 */
public final class HostsInTurn<H> {

    private static final Logger LOG = LoggerFactory.getLogger(HostsInTurn.class);

    private final String server;
    private final List<H> hosts;
    private int first; // guarded by this
    private H inUse; // null: none has worked yet; guarded by this

    /** @param server its name in log lines */
    public HostsInTurn(String server, List<H> hosts) {
        this.server = server;
        this.hosts = List.copyOf(hosts);
    }

    /** All of them, in the order in which to try them now. */
    public synchronized List<H> order() {
        List<H> order = new ArrayList<>(hosts);
        Collections.rotate(order, -first);
        return order;
    }

    /** The one that worked last. */
    public synchronized Optional<H> inUse() {
        return Optional.ofNullable(inUse);
    }

    /** This one works: it is the first from now on. */
    public synchronized void works(H host) {
        if (host.equals(inUse)) {
            first = hosts.indexOf(host);
            return;
        }
        if (hosts.size() > 1) {
            LOG.info("{}: {} is in use{}", server, host, inUse == null ? "" : ", no longer " + inUse);
        }
        first = hosts.indexOf(host);
        inUse = host;
    }

    /** This one does not work: if it was the first, the next one is. */
    public synchronized void failed(H host) {
        if (hosts.get(first).equals(host)) {
            first = (first + 1) % hosts.size();
        }
    }
}
