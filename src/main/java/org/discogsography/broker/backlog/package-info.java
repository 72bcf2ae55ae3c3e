/** How many messages wait in the queues. */
package org.discogsography.broker.backlog;
