// Gives those of these artists that are unchanged their new version. Each of $given.records is [id, sha256, version], in the order of the
// ids; each id occurs once. Returns how many were unchanged; id, sha256 and version of each of the others, without sha256 if there is no
// record yet; and the newest version that has been loaded completely, or accepted: older records are ignored.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'artists'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS settled
CALL (settled) {
  UNWIND $given.records AS record
  // Not {id: record[0]}: in a statement that writes, that would lock the keys of new records, for which others wait.
  OPTIONAL MATCH (n:Artist) WHERE n.id >= record[0] AND n.id <= record[0]
  WITH n, record, n.sha256 = record[1] AND (record[2] = '' OR record[2] >= settled) AS same
  // Writing the key that is already there changes nothing, but takes the node's lock: what is read of it below stays true until
  // this transaction ends. The others are only read: whoever stores them reads them again.
  FOREACH (locked IN CASE WHEN same THEN [n] ELSE [] END | SET locked.id = record[0])
  // collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
  WITH collect([n, record, same]) AS found
  UNWIND found AS row
  WITH row[0] AS n, row[1] AS record, row[2] AS same
  WITH n, record, same AND n.sha256 = record[1] AND coalesce(n.version, '') <= record[2] AS unchanged
  FOREACH (refreshed IN CASE WHEN unchanged THEN [n] ELSE [] END | SET refreshed.version = record[2])
  RETURN
    count(CASE WHEN unchanged THEN 1 END) AS refreshed,
    collect(CASE WHEN unchanged THEN null ELSE [record[0], n.sha256, coalesce(n.version, '')] END) AS others
}
RETURN settled, refreshed, others
