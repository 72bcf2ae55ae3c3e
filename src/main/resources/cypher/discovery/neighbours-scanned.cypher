// How far neighbours-of-hub.cypher has read an index; nothing if it has read all of it.
MATCH (m:{otherLabel}) WHERE m.{otherKey} > $given.after
WITH m.{otherKey} AS key ORDER BY key SKIP $given.scan - 1 LIMIT 1
RETURN key
