// Lists all loads. One that is settled has a position as long as there may be something to remove.
MATCH (load:Load)
RETURN load.version AS version, load.type AS type, load.records AS records, load.removed AS removed,
  load.rejected AS rejected, load.state AS state, load.started_at AS startedAt, load.completed_at AS completedAt,
  load.position IS NULL AS removalDone
ORDER BY version, type
