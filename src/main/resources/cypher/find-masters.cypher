// Finds which of these masters have a record, and returns id, sha256 and version of each. Given: {ids: [id, ...]}. Returns also
// the newest version that has been loaded completely, or accepted: older records are ignored.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'masters'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS settled
CALL () {
  UNWIND $given.ids AS id
  MATCH (n:Master {id: id})
  WHERE n.sha256 IS NOT NULL
  RETURN collect({id: n.id, sha256: n.sha256, version: coalesce(n.version, '')}) AS records
}
RETURN settled, records
