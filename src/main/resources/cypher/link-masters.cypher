// Adds the edges from new releases to their masters. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (master:Master {id: target[0]})
WITH master, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
CREATE (n)-[:DERIVED_FROM]->(master)
