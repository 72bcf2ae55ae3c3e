/** The Neo4j store: how a record becomes nodes and edges, and how a batch of records is written. */
package org.discogsography.graph;
