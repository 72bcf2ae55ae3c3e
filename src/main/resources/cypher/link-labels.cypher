// Adds the edges from new releases to their labels. Each of $given.targets is [key, [[node, catnos], ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (label:Label {id: target[0]})
WITH label, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source[0]
CREATE (n)-[:ON {catnos: source[1]}]->(label)
