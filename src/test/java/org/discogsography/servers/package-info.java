/** Real servers for tests, the demo and the benchmark: embedded ones, and processes that can be killed. */
package org.discogsography.servers;
