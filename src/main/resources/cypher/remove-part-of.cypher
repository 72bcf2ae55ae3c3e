// Removes a PART_OF edge that no record supports.
MATCH (s:Style {name: $given.style})
// Every writer that adds a style to a record, or supports an edge, has merged the style by its name, and has a shared lock
// on the name until its transaction ends. Removing and setting the name takes that lock exclusively: it waits for current
// writers and blocks new ones, so that no support is missed. It costs the writers nothing. It may deadlock with one: the
// transaction that is rolled back tries again.
REMOVE s.name
SET s.name = $given.style
WITH s
CALL (s) {
  MATCH (s)-[partOf:PART_OF]->(g:Genre {name: $given.genre})
  WHERE NOT EXISTS {
    MATCH (s)<-[:IS]-(record)
    WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 AND EXISTS { (record)-[:IS]->(g) }
  }
  DELETE partOf
  RETURN count(*) AS removed
}
RETURN removed
