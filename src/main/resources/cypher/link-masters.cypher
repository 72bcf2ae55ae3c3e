// Adds the edges from new releases to their masters. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (master:Master {id: target.key})
WITH master, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
CREATE (n)-[:DERIVED_FROM]->(master)
