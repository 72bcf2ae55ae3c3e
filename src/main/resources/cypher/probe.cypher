// Tests whether the graph accepts writes: a server that is read-only, or has no disk space, refuses this. Leaves no trace.
CREATE (n:Artist)
DELETE n
