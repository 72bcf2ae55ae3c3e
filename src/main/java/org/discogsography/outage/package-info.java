/** What happens while a server is away: circuit breakers, backoff, suspended routes, and what the log says of it. Start at {@link org.discogsography.outage.ServerWatch}. */
package org.discogsography.outage;
