// What this store has loaded.
MATCH (load:Load)
RETURN load.version AS version, load.type AS type, load.records AS records, load.removed AS removed,
  load.rejected AS rejected, load.state AS state, toString(load.started_at) AS started_at,
  toString(load.completed_at) AS completed_at
