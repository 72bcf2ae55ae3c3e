// Removes artists that a complete load no longer has, in one transaction, and notes with the load how far the removal has got.
// $given.ids, in ascending order, are those from $given.from to $given.position that were found too old. Nothing is done if another instance has
// been faster.
MATCH (load:Load {version: $given.version, type: 'artists'})
// Writing the type that is already there takes the load's lock: what is read of it below stays true until this transaction
// ends, and of two instances one removes after the other.
SET load.type = 'artists'
WITH collect(load) AS locked
UNWIND locked AS load
WITH load WHERE load.state IN ['complete', 'accepted'] AND load.pass = $given.pass AND load.position = $given.from
CALL (load) {
  UNWIND $given.ids AS id
  MATCH (n:Artist {id: id})
  // Writing the key that is already there takes the node's lock: what is read below stays true until this transaction ends.
  SET n.id = id
  WITH collect(n) AS locked
  UNWIND locked AS n
  WITH n WHERE n.sha256 IS NOT NULL AND coalesce(n.version, '') < load.version
  RETURN collect(n) AS removed
}

// The edges that the record has asserted go, as store-artists.cypher removes those that it no longer asserts.
CALL (removed) {
  UNWIND removed AS n
  MATCH (t)-[edge:ALIAS_OF]->(n)
  DELETE edge
  RETURN collect(DISTINCT t) AS releasedAliases
}
CALL (removed) {
  UNWIND removed AS n
  MATCH (n)-[edge:MEMBER_OF]->(t)
  WHERE edge.saidByMember
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
CALL (removed) {
  UNWIND removed AS n
  MATCH (t)-[edge:MEMBER_OF]->(n)
  WHERE edge.saidByGroup
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
FOREACH (n IN removed | SET n = {id: n.id})
WITH load, removed, removed + releasedAliases + releasedGroups + releasedMembers AS released

// Remove the nodes that have lost their last edge; the others become stubs. Lock first, then check: of two transactions that
// each remove one of the last two edges, the second must see that the first has removed the other. A node to which another
// transaction is adding an edge cannot be deleted: the DELETE fails, and the transaction is run again.
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
SET load.removed = load.removed + size(removed), load.position = $given.position
RETURN size(removed) AS removed
