/** The Neo4j side: what a record becomes in the graph, and how a batch of them is written exactly. */
package org.discogsography.graph;
