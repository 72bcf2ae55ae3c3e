// Accepts an incomplete load with what is missing: what is older is removed. Returns the state, if there is such a load.
MATCH (load:Load {version: $given.version, type: $given.type})
// Writing the type that is already there takes the load's lock: what is read below stays true until this transaction ends.
SET load.type = $given.type
WITH collect(load) AS locked
UNWIND locked AS load
FOREACH (open IN CASE WHEN load.state = 'incomplete' THEN [load] ELSE [] END |
  SET open.state = 'accepted', open.completed_at = datetime.realtime(), open.pass = 1, open.position = '')
RETURN load.state AS state
