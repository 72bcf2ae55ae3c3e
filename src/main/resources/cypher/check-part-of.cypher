// Checks whether a style has exactly the PART_OF edges that its records support. It takes no locks, so the answer may be
// wrong while others write: reconcile-part-of.cypher checks a difference again, under lock.
MATCH (s:Style {name: $style})
CALL (s) {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1
  MATCH (record)-[:IS]->(genre:Genre)
  RETURN collect(DISTINCT genre) AS supported
}
WITH supported, COLLECT { MATCH (s)-[:PART_OF]->(genre:Genre) RETURN genre } AS present
RETURN all(genre IN supported WHERE genre IN present) AND all(genre IN present WHERE genre IN supported) AS inLine
