/** A message's bytes and its meaning. */
package org.discogsography.broker.messages;
