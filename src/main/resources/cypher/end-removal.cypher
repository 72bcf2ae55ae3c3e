// Ends a pass of a removal: the second one follows the first, and is the last. Returns whether nothing older is left. Nothing is
// done if another instance has been faster.
MATCH (load:Load {version: $given.version, type: $given.type})
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $given.type
WITH collect(load) AS locked
UNWIND locked AS load
WITH load WHERE load.pass = $given.pass AND load.position = $given.from
SET load.pass = CASE $given.pass WHEN 1 THEN 2 END, load.position = CASE $given.pass WHEN 1 THEN '' END
RETURN load.position IS NULL AS done
