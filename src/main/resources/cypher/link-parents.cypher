// Adds the edges from new labels to their parents. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (parent:Label {id: target[0]})
WITH parent, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
MERGE (n)-[edge:SUBLABEL_OF]->(parent)
SET edge.saidBySublabel = true
