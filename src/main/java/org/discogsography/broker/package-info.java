/** RabbitMQ: addresses, connections, topology, confirmed publishing. The packages below know this one, and each other in one order. */
package org.discogsography.broker;
