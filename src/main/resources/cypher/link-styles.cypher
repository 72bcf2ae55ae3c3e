// Adds the edges from new masters or releases to their styles. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (style:Style {name: target.key})
WITH style, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
CREATE (n)-[:IS]->(style)
