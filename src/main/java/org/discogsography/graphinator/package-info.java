/** The service that writes records into Neo4j's graph. */
package org.discogsography.graphinator;
