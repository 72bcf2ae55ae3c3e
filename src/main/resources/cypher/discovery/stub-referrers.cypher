// Finds for each of $given.stubs ([{type, id}]) records that refer to it, three at most: of the newest version first, so that all orders
// in which they were stored give the same. Whatever stands beside a stub refers to it: a stub has no record that could be the edge's.
UNWIND $given.stubs AS stub
CALL (stub) {
  WITH stub WHERE stub.type = 'artists'
  MATCH (:Artist {id: stub.id})--(by)
  RETURN by LIMIT 200
  UNION ALL
  WITH stub WHERE stub.type = 'labels'
  MATCH (:Label {id: stub.id})--(by)
  RETURN by LIMIT 200
}
WITH stub.type AS type, stub.id AS id, by.id AS byId, coalesce(by.version, '') AS version,
  CASE WHEN by:Artist THEN 'artists' WHEN by:Label THEN 'labels' WHEN by:Master THEN 'masters' ELSE 'releases' END AS byType
ORDER BY version DESC, byType, byId
WITH type, id, collect({type: byType, id: byId})[..3] AS referrers
UNWIND referrers AS referrer
RETURN type, id, referrer.type AS byType, referrer.id AS byId
