// Notes how far a removal has got if nothing from $given.from to $given.position was too old: planning remove-<type>.cypher would take longer
// than this. Nothing is done if another instance has been faster.
MATCH (load:Load {version: $given.version, type: $given.type})
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $given.type
WITH collect(load) AS locked
UNWIND locked AS load
WITH load WHERE load.state IN ['complete', 'accepted'] AND load.pass = $given.pass AND load.position = $given.from
SET load.position = $given.position
RETURN 0 AS removed
