// Whether the PART_OF edges of a style are those, and only those, that its records support. Locks nothing, and so may be
// wrong while others write: a difference is looked at again, under lock, by reconcile-part-of.cypher.
MATCH (s:Style {name: $style})
CALL (s) {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1
  MATCH (record)-[:IS]->(genre:Genre)
  RETURN collect(DISTINCT genre) AS supported
}
WITH supported, COLLECT { MATCH (s)-[:PART_OF]->(genre:Genre) RETURN genre } AS present
RETURN all(genre IN supported WHERE genre IN present) AND all(genre IN present WHERE genre IN supported) AS inLine
