// Lists masters that are older than a version: at most $given.limit of those among the $given.scan that follow $given.from in the order of ids.
// Returns also how many it has looked at, and the last of them. Takes no locks: remove-masters.cypher looks again.
MATCH (n:Master)
WHERE n.id > $given.from
WITH n, n.id AS id ORDER BY id LIMIT $given.scan
WITH count(*) AS seen, max(id) AS last,
  collect(CASE WHEN n.sha256 IS NOT NULL AND coalesce(n.version, '') < $given.version THEN id END) AS older
RETURN seen, CASE WHEN size(older) > $given.limit THEN older[$given.limit - 1] ELSE last END AS position, older[..$given.limit] AS ids
