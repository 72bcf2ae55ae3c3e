// Adds the nodes of masters that were found new; their edges follow in the same transaction, by the link statements. Each of
// $given.records has all properties of a node. Each id occurs once. Returns the ids of the records that were added, and the node
// of each; and those that another writer has stored since: they have to be stored in full.
// Nodes go by their numbers, id(n): only this transaction uses them, and it has locked the nodes. elementId(n) is a text, which would be
// sent and parsed for each edge. id() is of Cypher 5, which newer servers have too.
// A record that is older than a load that is complete is no longer in Discogs, or in the graph already. A late message must
// not bring it back after it has been removed.
CYPHER 5 replan=skip
OPTIONAL MATCH (load:Load {type: 'masters'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS oldest
UNWIND $given.records AS record
WITH record WHERE record.version = '' OR record.version >= oldest
MERGE (n:Master {id: record.id})
// Writing the key that is already there changes nothing, but takes the node's lock: whatever is read from here on stays
// true until this transaction ends.
SET n.id = record.id
// collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Neo4j would silently ignore properties
// written to it. This statement fails instead, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Master)
WITH n, record, n.sha256 IS NULL AS isNew
FOREACH (added IN CASE WHEN isNew THEN [n] ELSE [] END | SET added = record)
RETURN
  collect(CASE WHEN isNew THEN record.id END) AS added,
  collect(CASE WHEN isNew THEN id(n) END) AS nodes,
  collect(CASE WHEN NOT isNew THEN record.id END) AS known
