// Finds which of these artists have a record, and returns its id, sha256 and version. Parameter: {ids: [id, ...]}.
UNWIND $ids AS id
MATCH (n:Artist {id: id})
WHERE n.sha256 IS NOT NULL
RETURN n.id AS id, n.sha256 AS sha256, n.version AS version
