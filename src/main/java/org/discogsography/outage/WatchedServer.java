package org.discogsography.outage;

import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A server, as a {@link ServerWatch} has to know it.
 *
 * @param name as log lines have it
 * @param classifier what a failed call to it means
 * @param probe finds out whether it works, within a bounded time
 * @param backlog how many messages wait for it; less than 0 if that is not known
 */
public record WatchedServer(String name, Function<Throwable, Failure> classifier, Probe probe, LongSupplier backlog) {}
