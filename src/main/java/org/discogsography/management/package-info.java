/** The management end of a process, on a port of its own: Camel's health checks, and JMX over HTTP for consoles such as Hawtio. */
package org.discogsography.management;
