// Finds another witness for a PART_OF edge: a record that has its style, and its genre as the only one. Returns whether there
// is one.
MATCH (s:Style {name: $given.style})-[partOf:PART_OF]->(g:Genre {name: $given.genre})
CALL (s, g) {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 AND EXISTS { (record)-[:IS]->(g) }
  RETURN record LIMIT 1
}
// Writing the key that is already there takes the record's lock: what it supports from here on it supports until this
// transaction ends, and a transaction that ends its support afterwards finds it named as the witness.
SET record.id = record.id
// collect() waits for the lock. Without it, the planner may read the record's edges before the lock is taken.
WITH collect({s: s, partOf: partOf, g: g, record: record}) AS locked
UNWIND locked AS row
WITH row.partOf AS partOf, row.s AS s, row.g AS g, row.record AS record
WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 AND EXISTS { (record)-[:IS]->(g) } AND EXISTS { (record)-[:IS]->(s) }
SET partOf.witness = CASE WHEN record:Master THEN 'masters/' ELSE 'releases/' END + record.id
REMOVE partOf.doubtful
RETURN count(*) > 0 AS supported
