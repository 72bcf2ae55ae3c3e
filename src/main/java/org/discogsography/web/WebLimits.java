package org.discogsography.web;

import java.time.Duration;

/**
 * What one process takes from those who ask it something.
 *
 * @param connections that are open at the same time
 * @param idle how long a connection may be silent, and how long a request may take to come as a whole, counted from the
 *     moment that its connection was opened or its predecessor answered
 * @param bodyBytes of a request at most
 */
public record WebLimits(int connections, Duration idle, int bodyBytes) {}
