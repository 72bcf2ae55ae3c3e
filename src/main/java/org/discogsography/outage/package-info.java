/** What happens while a server is away: circuit breakers, backoff, and the words they log. */
package org.discogsography.outage;
