// Notes what the end of an extraction has announced. A load that is settled stays as it is, and so does one of which a later
// extraction has announced something already.
MERGE (load:Load {version: $given.version, type: $given.type})
ON CREATE SET load.state = 'loading', load.removed = 0
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $given.type
WITH collect(load) AS locked
UNWIND locked AS load
WITH load
WHERE load.state IN ['loading', 'incomplete'] AND (load.started_at IS NULL OR load.started_at <= $given.startedAt)
SET load.records = $given.records, load.rejected = $given.rejected, load.started_at = $given.startedAt
