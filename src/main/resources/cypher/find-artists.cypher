// Which of these artists have a record here, and which: {ids: [id, ...]} gives id, sha256 and version.
UNWIND $ids AS id
MATCH (n:Artist {id: id})
WHERE n.sha256 IS NOT NULL
RETURN n.id AS id, n.sha256 AS sha256, n.version AS version
