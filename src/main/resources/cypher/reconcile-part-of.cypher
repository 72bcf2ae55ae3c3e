// Brings the PART_OF edges of one style in line with its records.
MATCH (s:Style {name: $style})
// Every writer that adds a style to a record, or supports one, has merged that style by its name and holds a shared lock
// on the name until it ends. Taking the name away and giving it back takes that lock exclusively: this waits for those
// who are at it, and holds off those who come, so that no support is overlooked. It costs the writers nothing, and may
// end in a deadlock with one: whoever is thrown out tries again.
REMOVE s.name
SET s.name = $style
WITH s
CALL (s) {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1
  MATCH (record)-[:IS]->(genre:Genre)
  RETURN collect(DISTINCT genre) AS supported
}
CALL (s, supported) {
  MATCH (s)-[unsupported:PART_OF]->(genre:Genre)
  WHERE NOT genre IN supported
  DELETE unsupported
  RETURN count(*) AS removed
}
CALL (s, supported) {
  UNWIND supported AS genre
  WITH genre WHERE NOT EXISTS { (s)-[:PART_OF]->(genre) }
  MERGE (s)-[:PART_OF]->(genre)
  RETURN count(*) AS added
}
RETURN removed, added
