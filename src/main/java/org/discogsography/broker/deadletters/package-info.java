/** What cannot be stored: sent to the dead letter queues, read there, and replayed. */
package org.discogsography.broker.deadletters;
