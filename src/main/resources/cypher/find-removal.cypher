// Finds how far the removal of what is older than a load has got. The second pass waits until each transaction that may not
// have seen the load's state has ended: it takes what such a transaction has stored behind the first pass.
MATCH (load:Load {version: $given.version, type: $given.type})
WHERE load.state IN ['complete', 'accepted'] AND load.position IS NOT NULL
RETURN load.pass AS pass, load.position AS from,
  load.pass = 1 OR datetime.realtime() > load.completed_at + $given.longestTransaction AS due
