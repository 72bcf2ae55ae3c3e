// Stores a batch of artists in one transaction, idempotently and in any order. Each of $given.records is
// {id, sha256, version, properties, aliases: [id], groups: [id], members: [id]}. Each id occurs once.
// A record that is older than a load that is complete is no longer in Discogs, or in the graph already. A late message must
// not bring it back after it has been removed.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'artists'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS oldest
UNWIND $given.records AS record
WITH record WHERE record.version = '' OR record.version >= oldest
MERGE (n:Artist {id: record.id})
// Writing the key that is already there changes nothing, but takes the node's lock: whatever is read from here on stays
// true until this transaction ends. Read before the lock, another writer's newer record would be overwritten.
SET n.id = record.id
// collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Neo4j would silently ignore properties
// written to it. This statement fails instead, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Artist)
WITH n, record, n.sha256 AS stored, coalesce(n.version, '') AS version
// The newer dump wins; within one dump, the later message.
WITH n, record, stored, version WHERE version <= record.version
SET n.version = record.version
WITH n, record, stored WHERE stored IS NULL OR stored <> record.sha256
// Replaces all properties: those that the record no longer has are removed.
SET n = record.properties
WITH collect({n: n, record: record, stored: stored}) AS accepted

// First remove the edges that are no longer asserted. ALIAS_OF belongs to the record that it points to.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (t)-[edge:ALIAS_OF]->(n)
  WHERE NOT t.id IN record.aliases
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedAliases
}

// The records at both ends can assert MEMBER_OF; saidByMember and saidByGroup say which of them do. The edge stays until
// neither does. A transaction that removes such an edge has the locks of both ends, so that it cannot miss what a writer at
// the other end is about to assert.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (n)-[edge:MEMBER_OF]->(t)
  WHERE edge.saidByMember AND NOT t.id IN record.groups
  WITH t, edge ORDER BY t.id
  SET t.id = t.id
  REMOVE edge.saidByMember
  WITH collect({t: t, edge: edge}) AS locked
  UNWIND locked AS row
  WITH row.t AS t, row.edge AS edge
  WITH t, edge WHERE edge.saidByGroup IS NULL
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedGroups
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (t)-[edge:MEMBER_OF]->(n)
  WHERE edge.saidByGroup AND NOT t.id IN record.members
  WITH t, edge ORDER BY t.id
  SET t.id = t.id
  REMOVE edge.saidByGroup
  WITH collect({t: t, edge: edge}) AS locked
  UNWIND locked AS row
  WITH row.t AS t, row.edge AS edge
  WITH t, edge WHERE edge.saidByMember IS NULL
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedMembers
}

// Then add what is asserted, nodes of one label in the order of their keys: two writers that lock the same nodes in the same
// order do not deadlock.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.aliases AS ids
  UNWIND ids AS id
  WITH n, id WHERE added OR NOT EXISTS { (n)<-[:ALIAS_OF]-(t) WHERE t.id = id }
  WITH id, collect(n) AS artists ORDER BY id
  MERGE (alias:Artist {id: id})
  FOREACH (n IN artists | CREATE (alias)-[:ALIAS_OF]->(n))
}
CALL (accepted) {
  UNWIND accepted AS row
  UNWIND row.record.groups AS id
  WITH id, collect(row.n) AS others ORDER BY id
  MERGE (group:Artist {id: id})
  FOREACH (n IN others | MERGE (n)-[edge:MEMBER_OF]->(group) SET edge.saidByMember = true)
}
CALL (accepted) {
  UNWIND accepted AS row
  UNWIND row.record.members AS id
  WITH id, collect(row.n) AS others ORDER BY id
  MERGE (member:Artist {id: id})
  FOREACH (n IN others | MERGE (member)-[edge:MEMBER_OF]->(n) SET edge.saidByGroup = true)
}
WITH accepted, releasedAliases + releasedGroups + releasedMembers AS released

// Remove stubs that have lost their last edge. Lock first, then check: of two transactions that each remove one of the last
// two edges, the second must see that the first has removed the other. A node to which another transaction is adding an
// edge cannot be deleted: the DELETE fails, and the transaction is run again.
CALL (released) {
  UNWIND released AS t
  WITH DISTINCT t ORDER BY elementId(t)
  SET t.released = true
  REMOVE t.released
  WITH collect(t) AS locked
  UNWIND locked AS t
  WITH t WHERE t.sha256 IS NULL
    AND NOT EXISTS { (t)-[:BY|ON|DERIVED_FROM|IS|MEMBER_OF|ALIAS_OF|SUBLABEL_OF]-() }
  OPTIONAL MATCH (t)-[partOf:PART_OF]-()
  DELETE partOf
  WITH DISTINCT t
  DELETE t
}
RETURN size(accepted) AS written
