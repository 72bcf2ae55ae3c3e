// Notes what the end of an extraction has announced. A load that is settled stays as it is, and so does one of which a later
// extraction has announced something already.
MERGE (load:Load {version: $version, type: $type})
ON CREATE SET load.state = 'loading', load.removed = 0
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $type
WITH collect(load) AS locked
UNWIND locked AS load
WITH load
WHERE load.state IN ['loading', 'incomplete'] AND (load.started_at IS NULL OR load.started_at <= $startedAt)
SET load.records = $records, load.rejected = $rejected, load.started_at = $startedAt
