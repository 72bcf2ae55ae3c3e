// As neighbours.cypher, for a hub. Sorting its edges for each page would take too long. Instead, the index of what may stand beside it
// is read in order, and what does not stand there is left out: a hub soon fills a page. At most $scan entries are read.
MATCH (n:{label} {{key}: $id})
MATCH (m:{otherLabel}) WHERE m.{otherKey} > $after
WITH n, m, m.{otherKey} AS key ORDER BY key LIMIT $scan
WHERE EXISTS { (n){edge}(m) } AND coalesce(m.year, 9999) < $before
RETURN key, coalesce(m.name, m.title) AS name, m.year AS year, null AS catnos LIMIT $fetch
