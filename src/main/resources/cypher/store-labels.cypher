// Stores a batch of labels in one transaction, idempotently and in any order. Each of $given.records is
// {id, sha256, version, properties, parents: [id], sublabels: [id]}. Each id occurs once.
// A record that is older than a load that is complete is no longer in Discogs, or in the graph already. A late message must
// not bring it back after it has been removed.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'labels'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS oldest
UNWIND $given.records AS record
WITH record WHERE record.version = '' OR record.version >= oldest
MERGE (n:Label {id: record.id})
// Writing the key that is already there changes nothing, but takes the node's lock: whatever is read from here on stays
// true until this transaction ends. Read before the lock, another writer's newer record would be overwritten.
SET n.id = record.id
// collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Neo4j would silently ignore properties
// written to it. This statement fails instead, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Label)
WITH n, record, n.sha256 AS stored, coalesce(n.version, '') AS version
// The newer dump wins; within one dump, the later message.
WITH n, record, stored, version WHERE version <= record.version
SET n.version = record.version
WITH n, record, stored WHERE stored IS NULL OR stored <> record.sha256
// Replaces all properties: those that the record no longer has are removed.
SET n = record.properties
WITH collect({n: n, record: record, stored: stored}) AS accepted

// The records at both ends can assert SUBLABEL_OF; saidBySublabel and saidByParent say which of them do. The edge stays until
// neither does. A transaction that removes such an edge has the locks of both ends, so that it cannot miss what a writer at
// the other end is about to assert.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (n)-[edge:SUBLABEL_OF]->(t)
  WHERE edge.saidBySublabel AND NOT t.id IN record.parents
  WITH t, edge ORDER BY t.id
  SET t.id = t.id
  REMOVE edge.saidBySublabel
  WITH collect({t: t, edge: edge}) AS locked
  UNWIND locked AS row
  WITH row.t AS t, row.edge AS edge
  WITH t, edge WHERE edge.saidByParent IS NULL
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedParents
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (t)-[edge:SUBLABEL_OF]->(n)
  WHERE edge.saidByParent AND NOT t.id IN record.sublabels
  WITH t, edge ORDER BY t.id
  SET t.id = t.id
  REMOVE edge.saidByParent
  WITH collect({t: t, edge: edge}) AS locked
  UNWIND locked AS row
  WITH row.t AS t, row.edge AS edge
  WITH t, edge WHERE edge.saidBySublabel IS NULL
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedSublabels
}

// Then add what is asserted, nodes of one label in the order of their keys: two writers that lock the same nodes in the same
// order do not deadlock.
CALL (accepted) {
  UNWIND accepted AS row
  UNWIND row.record.parents AS id
  WITH id, collect(row.n) AS others ORDER BY id
  MERGE (parent:Label {id: id})
  FOREACH (n IN others | MERGE (n)-[edge:SUBLABEL_OF]->(parent) SET edge.saidBySublabel = true)
}
CALL (accepted) {
  UNWIND accepted AS row
  UNWIND row.record.sublabels AS id
  WITH id, collect(row.n) AS others ORDER BY id
  MERGE (sublabel:Label {id: id})
  FOREACH (n IN others | MERGE (sublabel)-[edge:SUBLABEL_OF]->(n) SET edge.saidByParent = true)
}
WITH accepted, releasedParents + releasedSublabels AS released

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
