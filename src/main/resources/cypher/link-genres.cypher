// Adds the edges from new masters or releases to their genres. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (genre:Genre {name: target.key})
WITH genre, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
CREATE (n)-[:IS]->(genre)
