package org.discogsography.outage;

/**
 * How the connections of a server's pool are used.
 *
 * @param inUse connections that a caller has
 * @param idle connections that are open and free
 * @param waiting callers that wait for one
 * @param maximum connections there may be
 */
public record PoolUse(int inUse, int idle, int waiting, int maximum) {}
