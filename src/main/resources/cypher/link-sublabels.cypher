// Adds the edges from the sublabels of new labels to them. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (sublabel:Label {id: target[0]})
WITH sublabel, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
MERGE (sublabel)-[edge:SUBLABEL_OF]->(n)
SET edge.saidByParent = true
