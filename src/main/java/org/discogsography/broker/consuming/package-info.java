/** From deliveries to a batch that is stored and acknowledged, or requeued. */
package org.discogsography.broker.consuming;
