// Adds the edges from new artists to their groups. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (group:Artist {id: target.key})
WITH group, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
MERGE (n)-[edge:MEMBER_OF]->(group)
SET edge.saidByMember = true
