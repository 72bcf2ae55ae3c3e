// One page of the neighbours of one kind, in the order of their keys, which begins after $given.after. $given.before is a year. The words in braces
// are filled in for each kind: every one has a small statement of its own, which is planned in no time.
MATCH (n:{label} {{key}: $given.id})
MATCH (n){edge}(m:{otherLabel})
WITH m, edge, m.{otherKey} AS key
WHERE key > $given.after AND coalesce(m.year, 9999) < $given.before
WITH m, edge, key ORDER BY key LIMIT $given.fetch
RETURN key, coalesce(m.name, m.title) AS name, m.year AS year, edge.catnos AS catnos
