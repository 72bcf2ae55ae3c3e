// Notes that nothing of a load is outstanding and records are missing. Returns whether that is new.
MATCH (load:Load {version: $given.version, type: $given.type})
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $given.type
WITH collect(load) AS locked
UNWIND locked AS load
WITH load WHERE load.state = 'loading'
SET load.state = 'incomplete'
RETURN load.version AS version
