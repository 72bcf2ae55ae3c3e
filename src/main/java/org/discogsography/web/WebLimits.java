package org.discogsography.web;

import java.time.Duration;

/**
 * What one process takes from those who ask it something.
 *
 * @param connections that are open at the same time; one more is closed at once
 * @param idle how long a connection may be silent, and how long the head of its first request may take
 * @param bodyBytes of a request at most
 */
public record WebLimits(int connections, Duration idle, int bodyBytes) {}
