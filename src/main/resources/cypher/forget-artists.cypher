// Keeps the record and forgets its hash, so that the next message with the record is written in any case.
// The hash becomes empty rather than absent: a node without a hash is a stub, but this one has edges of its own.
MATCH (n:Artist {id: $given.id})
SET n.id = $given.id
WITH n WHERE n.sha256 = $given.sha256
SET n.sha256 = ''
RETURN n.id AS id
