// One page of an artist's aliases. Most are named by both records: each is one neighbour.
MATCH (n:Artist {id: $given.id})-[edge:ALIAS_OF]-(m:Artist)
WITH m, m.id AS key, collect(DISTINCT CASE WHEN startNode(edge) = n THEN 'out' ELSE 'in' END) AS directions
WHERE key > $given.after AND ($given.direction = 'both' OR $given.direction IN directions)
WITH m, key, directions ORDER BY key LIMIT $given.fetch
RETURN key, m.name AS name, CASE size(directions) WHEN 1 THEN directions[0] ELSE 'both' END AS direction
