// Finds which of these releases have a record, and returns id, sha256 and version of each. Given: {ids: [id, ...]}. Returns also
// the newest version that has been loaded completely, or accepted: older records are ignored.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'releases'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS settled
CALL () {
  UNWIND $given.ids AS id
  MATCH (n:Release {id: id})
  WHERE n.sha256 IS NOT NULL
  RETURN collect({id: n.id, sha256: n.sha256, version: coalesce(n.version, '')}) AS records
}
RETURN settled, records
