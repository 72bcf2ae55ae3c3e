// Counts the labels of exactly one version, and makes its load complete if these are all. A node without a hash is a stub. What
// is counted while others write was stored in any case: no id is counted twice, and nothing but removal takes one away.
// A dump without a record does not empty the graph by itself: its load is complete only where there is nothing to remove.
MATCH (n:Label)
WHERE n.version = $given.version AND n.sha256 IS NOT NULL
WITH count(*) AS stored
OPTIONAL MATCH (load:Load {version: $given.version, type: 'labels'})
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = 'labels'
WITH stored, collect(load) AS locked
WITH stored, [load IN locked WHERE load.state IN ['loading', 'incomplete'] AND load.records = stored AND load.rejected = 0
    AND (stored > 0 OR NOT EXISTS { MATCH (n:Label) WHERE n.sha256 IS NOT NULL })]
  AS completed
FOREACH (load IN completed |
  SET load.state = 'complete', load.completed_at = datetime.realtime(), load.pass = 1, load.position = '')
RETURN stored, size(completed) > 0 AS completed
