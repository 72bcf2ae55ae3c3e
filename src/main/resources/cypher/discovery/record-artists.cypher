// An artist and its edges, counted from the degree: whatever their number, that takes no time.
MATCH (n:Artist {id: $given.id})
RETURN n.name AS name, n.version AS version, n.sha256 AS sha256,
  COUNT { (n)<-[:BY]-() } AS BY_in,
  COUNT { (n)-[:MEMBER_OF]->() } AS MEMBER_OF_out,
  COUNT { (n)<-[:MEMBER_OF]-() } AS MEMBER_OF_in,
  COUNT { (n)-[:ALIAS_OF]->() } AS ALIAS_OF_out,
  COUNT { (n)<-[:ALIAS_OF]-() } AS ALIAS_OF_in
