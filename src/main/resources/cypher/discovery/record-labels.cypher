// A label and its edges, counted from the degree: whatever their number, that takes no time.
MATCH (n:Label {id: $given.id})
RETURN n.name AS name, n.version AS version, n.sha256 AS sha256,
  COUNT { (n)<-[:ON]-() } AS ON_in,
  COUNT { (n)-[:SUBLABEL_OF]->() } AS SUBLABEL_OF_out,
  COUNT { (n)<-[:SUBLABEL_OF]-() } AS SUBLABEL_OF_in
