// Finds for each of $given.stubs ([{type, id}]) a record that refers to it. Whatever stands beside a stub does: a stub has no record
// that could be the edge's.
UNWIND $given.stubs AS stub
CALL (stub) {
  WITH stub WHERE stub.type = 'artists'
  MATCH (:Artist {id: stub.id})--(by)
  RETURN by LIMIT 1
  UNION ALL
  WITH stub WHERE stub.type = 'labels'
  MATCH (:Label {id: stub.id})--(by)
  RETURN by LIMIT 1
  UNION ALL
  WITH stub WHERE stub.type = 'masters'
  MATCH (:Master {id: stub.id})<-[:DERIVED_FROM]-(by)
  RETURN by LIMIT 1
}
RETURN stub.type AS type, stub.id AS id, by.id AS byId,
  CASE WHEN by:Artist THEN 'artists' WHEN by:Label THEN 'labels' WHEN by:Master THEN 'masters' ELSE 'releases' END AS byType
