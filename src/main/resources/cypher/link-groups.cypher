// Adds the edges from new artists to their groups. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (group:Artist {id: target[0]})
WITH group, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
MERGE (n)-[edge:MEMBER_OF]->(group)
SET edge.saidByMember = true
