// Counts the records in the graph by type. A node without a hash is a stub.
RETURN
  COUNT { MATCH (n:Artist) WHERE n.sha256 IS NOT NULL } AS artists,
  COUNT { MATCH (n:Label) WHERE n.sha256 IS NOT NULL } AS labels,
  COUNT { MATCH (n:Master) WHERE n.sha256 IS NOT NULL } AS masters,
  COUNT { MATCH (n:Release) WHERE n.sha256 IS NOT NULL } AS releases
