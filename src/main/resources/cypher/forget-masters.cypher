// The record stays, its hash is unknown from now on: the next message with it is written, whatever it says.
// Empty rather than absent, since a node without a hash is a stub, and this one has edges of its own.
MATCH (n:Master {id: $id})
SET n.id = $id
WITH n WHERE n.sha256 = $sha256
SET n.sha256 = ''
RETURN n.id AS id
