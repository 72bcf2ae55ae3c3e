// Labels that were found unchanged: only their version moves on. Gives back the ids that are not as they were found,
// because another writer came in between and not with something newer: those have to be stored in full.
UNWIND $records AS record
OPTIONAL MATCH (n:Label {id: record.id})
// Writing the key that stands there already changes nothing and takes the node's lock: what is read below stays true
// until this transaction ends.
SET n.id = record.id
// To collect is to wait for all the locks. Without it the planner may read properties ahead of them.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
WITH record, n, n.sha256 = record.sha256 AS unchanged, coalesce(n.version, '') > record.version AS superseded
FOREACH (touched IN CASE WHEN unchanged AND NOT superseded THEN [n] ELSE [] END | SET touched.version = record.version)
WITH record, unchanged, superseded WHERE NOT coalesce(unchanged, false) AND NOT superseded
RETURN record.id AS id
