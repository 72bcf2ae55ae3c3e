/** The management port of a process: Camel's health checks, and JMX over HTTP for consoles such as Hawtio. */
package org.discogsography.management;
