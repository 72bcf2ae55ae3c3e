/** RabbitMQ: its address and topology, what messages look like, confirmed publishing, batches and their settlement. */
package org.discogsography.broker;
