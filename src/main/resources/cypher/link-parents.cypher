// Adds the edges from new labels to their parents. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (parent:Label {id: target.key})
WITH parent, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
MERGE (n)-[edge:SUBLABEL_OF]->(parent)
SET edge.saidBySublabel = true
