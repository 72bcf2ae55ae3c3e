// Whether the graph takes writes: a server that is read-only, or has no room, refuses this. It leaves nothing behind.
CREATE (n:Artist)
DELETE n
