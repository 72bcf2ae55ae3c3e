// Adds the edges from the sublabels of new labels to them. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (sublabel:Label {id: target.key})
WITH sublabel, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
MERGE (sublabel)-[edge:SUBLABEL_OF]->(n)
SET edge.saidByParent = true
