// Unmarks a doubtful PART_OF edge if a record supports it. Returns whether one does.
MATCH (s:Style {name: $style})-[partOf:PART_OF]->(g:Genre {name: $genre})
// Writing the value that is already there takes the edge's lock. A transaction that removes support has this lock until it
// ends, or gets it after ours and marks the edge again: this never removes a mark that another has just set.
SET partOf.doubtful = true
// collect() waits for the lock. Without it, the planner may look for support before the lock is taken.
WITH collect({s: s, partOf: partOf, g: g}) AS locked
UNWIND locked AS row
WITH row.partOf AS partOf, row.s AS s, row.g AS g
WITH partOf, EXISTS {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 AND EXISTS { (record)-[:IS]->(g) }
} AS supported
FOREACH (trusted IN CASE WHEN supported THEN [partOf] ELSE [] END | REMOVE trusted.doubtful)
RETURN supported
