// Lists labels that are older than a version: at most $limit of those among the $scan that follow $from in the order of ids.
// Returns also how many it has looked at, and the last of them. Takes no locks: remove-labels.cypher looks again.
MATCH (n:Label)
WHERE n.id > $from
WITH n, n.id AS id ORDER BY id LIMIT $scan
WITH count(*) AS seen, max(id) AS last,
  collect(CASE WHEN n.sha256 IS NOT NULL AND coalesce(n.version, '') < $version THEN id END) AS older
RETURN seen, CASE WHEN size(older) > $limit THEN older[$limit - 1] ELSE last END AS position, older[..$limit] AS ids
