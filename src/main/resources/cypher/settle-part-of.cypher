// Takes a PART_OF out of doubt where a record supports it; says whether one does.
MATCH (s:Style {name: $style})-[partOf:PART_OF]->(g:Genre {name: $genre})
// Writing what stands there takes the edge's lock. Whoever takes support away holds it until his transaction ends, or gets it
// when ours has ended, and doubts anew: no doubt is taken back that another has just raised.
SET partOf.doubtful = true
// To collect is to wait for the lock. Without it the planner may look for support ahead of it.
WITH collect({s: s, partOf: partOf, g: g}) AS locked
UNWIND locked AS row
WITH row.partOf AS partOf, row.s AS s, row.g AS g
WITH partOf, EXISTS {
  MATCH (s)<-[:IS]-(record)
  WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 AND EXISTS { (record)-[:IS]->(g) }
} AS supported
FOREACH (trusted IN CASE WHEN supported THEN [partOf] ELSE [] END | REMOVE trusted.doubtful)
RETURN supported
