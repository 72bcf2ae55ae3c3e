// A style and its edges, counted from the degree: whatever their number, that takes no time.
MATCH (n:Style {name: $given.id})
RETURN n.name AS name, null AS version, null AS sha256,
  COUNT { (n)<-[:IS]-() } AS IS_in,
  COUNT { (n)-[:PART_OF]->() } AS PART_OF_out
