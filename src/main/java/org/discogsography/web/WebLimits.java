package org.discogsography.web;

import java.time.Duration;

/**
 * The limits of a server. A proxy in front of it can set more and finer ones.
 *
 * @param connections the maximum number of connections; further ones are closed
 * @param idle how long a connection may be silent
 * @param bodyBytes the maximum size of a request's body
 * @param workers the maximum number of requests that are answered at the same time
 */
public record WebLimits(int connections, Duration idle, int bodyBytes, int workers) {}
