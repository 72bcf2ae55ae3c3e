// As neighbours.cypher, for a hub. Sorting its edges for each page would take too long. Instead, the index of what may stand beside it
// is read in order, and what does not stand there is left out: a hub soon fills a page. At most $given.scan entries are read. The index
// must come first: behind the hub, Neo4j would read all of it, and sort.
MATCH (m:{otherLabel}) WHERE m.{otherKey} > $given.after
WITH m, m.{otherKey} AS key ORDER BY key LIMIT $given.scan
MATCH (n:{label} {{key}: $given.id}) WHERE EXISTS { (n){edge}(m) } AND coalesce(m.year, 9999) < $given.before
WITH m, key ORDER BY key LIMIT $given.fetch
RETURN key, coalesce(m.name, m.title) AS name, m.year AS year, null AS catnos
