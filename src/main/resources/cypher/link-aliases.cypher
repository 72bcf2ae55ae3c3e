// Adds the edges from the aliases of new artists to them. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (alias:Artist {id: target[0]})
WITH alias, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
CREATE (alias)-[:ALIAS_OF]->(n)
