// Stores a batch of labels in one transaction, however often and in whatever order they come. Each of $records is
// {id, sha256, version, properties, parents: [id], sublabels: [id]}, and each id is there once.
UNWIND $records AS record
MERGE (n:Label {id: record.id})
// Writing the key that stands there already changes nothing and takes the node's lock, so that what is read from here
// on stays true until this transaction ends: read before the lock, another writer's newer record would be overwritten.
SET n.id = record.id
// To collect is to wait for all the locks. Without it the planner may read properties ahead of them.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Writing properties to it would be
// ignored without a word; this fails, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Label)
WITH n, record, n.sha256 AS stored, coalesce(n.version, '') AS version
// The newer dump wins, and in one dump the later message.
WITH n, record, stored, version WHERE version <= record.version
SET n.version = record.version
WITH n, record, stored WHERE stored IS NULL OR stored <> record.sha256
// Replaces all properties: what the record no longer says is gone.
SET n = record.properties
WITH collect({n: n, record: record, stored: stored}) AS accepted

// SUBLABEL_OF is asserted by the records of both its ends, and stays until neither does any more: saidBySublabel and saidByParent
// say who does. Whoever takes such an edge away holds the locks of both ends, so that it cannot miss
// what a writer at the other end is just about to say.
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

// Then what is asserted comes, the nodes of a kind in the order of their keys: two writers that lock the same nodes in
// the same order do not deadlock.
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

// A node whose last edge went, and which is no record, goes too. The lock comes before the look: of two transactions
// that take one of the last two edges each, the second has to see that the first took the other. A node that another
// transaction is just attaching to cannot be deleted: the DELETE fails, and the transaction is run again.
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
