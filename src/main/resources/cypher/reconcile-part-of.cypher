// Reconciles the PART_OF edges of one style with its records.
MATCH (s:Style {name: $style})
// Every writer that adds a style to a record, or supports an edge, has merged the style by its name, and has a shared lock
// on the name until its transaction ends. Removing and setting the name takes that lock exclusively: it waits for current
// writers and blocks new ones, so that no support is missed. It costs the writers nothing. It may deadlock with one: the
// transaction that is rolled back tries again.
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
