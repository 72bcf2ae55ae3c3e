// A master and its edges, counted from the degree: whatever their number, that takes no time.
MATCH (n:Master {id: $given.id})
RETURN n.title AS name, n.version AS version, n.sha256 AS sha256,
  COUNT { (n)-[:BY]->() } AS BY_out,
  COUNT { (n)-[:IS]->() } AS IS_out,
  COUNT { (n)<-[:DERIVED_FROM]-() } AS DERIVED_FROM_in
