// Adds the edges from the members of new artists to them. Each of $given.targets is {key, sources: [node, ...]}, in the order of the
// keys: two writers that lock the same nodes in the same order do not deadlock.
CYPHER replan=skip
UNWIND $given.targets AS target
MERGE (member:Artist {id: target.key})
WITH member, target
UNWIND target.sources AS source
MATCH (n) WHERE elementId(n) = source
MERGE (member)-[edge:MEMBER_OF]->(n)
SET edge.saidByGroup = true
