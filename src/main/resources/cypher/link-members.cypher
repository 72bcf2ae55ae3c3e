// Adds the edges from the members of new artists to them. Each of $given.targets is [key, [node, ...]], in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER 5 replan=skip
UNWIND $given.targets AS target
MERGE (member:Artist {id: target[0]})
WITH member, target
UNWIND target[1] AS source
MATCH (n) WHERE id(n) = source
MERGE (member)-[edge:MEMBER_OF]->(n)
SET edge.saidByGroup = true
