// Adds the edges from new masters or releases to their styles. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (style:Style {name: target[0]})
WITH style, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
CREATE (n)-[:IS]->(style)
