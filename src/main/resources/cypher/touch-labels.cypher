// Labels that were found unchanged: updates only their version. Returns the ids of those that another writer has changed
// since, other than to something newer: they have to be stored in full.
CYPHER replan=skip
UNWIND $given.records AS record
OPTIONAL MATCH (n:Label {id: record.id})
// Writing the key that is already there changes nothing, but takes the node's lock: what is read below stays true until
// this transaction ends.
SET n.id = record.id
// collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
WITH record, n, n.sha256 = record.sha256 AS unchanged, coalesce(n.version, '') > record.version AS superseded
FOREACH (touched IN CASE WHEN unchanged AND NOT superseded THEN [n] ELSE [] END | SET touched.version = record.version)
WITH record, unchanged, superseded WHERE NOT coalesce(unchanged, false) AND NOT superseded
RETURN record.id AS id
