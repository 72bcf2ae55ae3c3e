// Adds the edges from new releases to their labels. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (label:Label {id: target.key})
WITH label, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source.node
CREATE (n)-[:ON {catnos: source.catnos}]->(label)
