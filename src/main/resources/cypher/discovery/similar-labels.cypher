// Finds labels that may be like a label: they have releases of the artists and styles that say most about it. Returns what their
// releases are; the first row is the label itself. An artist or style says the more, the more of the label's releases and the
// fewer of all releases have it. At most $given.sample edges of the label are read, $given.each of each artist and style, and $given.few of each
// candidate.
MATCH (n:Label {id: $given.id})
CALL (n) {
  MATCH (n)<-[:ON]-(r:Release)
  WITH r LIMIT $given.sample
  RETURN collect(r) AS own
}
CALL (own) {
  UNWIND own AS r
  MATCH (r)-[:BY]->(t:Artist)
  WHERE NOT t.id IN $given.noArtists
  WITH t, count(*) AS releases
  WITH t, releases / log(10 + COUNT { (t)<-[:BY]-() }) AS weight, t.id AS key
  ORDER BY weight DESC, key LIMIT 5
  RETURN collect({trait: t, weight: weight}) AS ownArtists
}
CALL (own) {
  UNWIND own AS r
  MATCH (r)-[:IS]->(t:Style)
  WITH t, count(*) AS releases
  WITH t, releases / log(10 + COUNT { (t)<-[:IS]-() }) AS weight, t.name AS key
  ORDER BY weight DESC, key LIMIT 5
  RETURN collect({trait: t, weight: weight}) AS ownStyles
}
CALL (n, ownArtists, ownStyles) {
  CALL (ownArtists, ownStyles) {
    UNWIND ownArtists AS row
    WITH row.trait AS t, row.weight AS weight
    CALL (t) {
      MATCH (t)<-[:BY]-(r:Release)
      RETURN r LIMIT $given.each
    }
    RETURN r, weight
    UNION ALL
    UNWIND ownStyles AS row
    WITH row.trait AS t, row.weight AS weight
    CALL (t) {
      MATCH (t)<-[:IS]-(r:Release)
      WITH r LIMIT $given.each
      RETURN r
    }
    RETURN r, weight
  }
  WITH n, r, sum(weight) AS weight
  MATCH (r)-[:ON]->(other:Label)
  WITH n, other, sum(weight) AS weight
  WHERE other <> n
  WITH other, other.id AS id, weight
  WHERE NOT id IN $given.noLabels
  WITH other, id, weight ORDER BY weight DESC, id LIMIT $given.candidates
  RETURN collect(other) AS others
}
UNWIND [n] + others AS candidate
CALL (candidate) {
  MATCH (candidate)<-[:ON]-(r:Release)
  WITH r LIMIT $given.few
  RETURN collect(r) AS found
}
CALL (found) {
  UNWIND found AS r
  MATCH (r)-[:IS]->(t:Genre)
  WITH t, count(*) AS releases
  RETURN collect({name: t.name, releases: releases}) AS genres
}
CALL (found) {
  UNWIND found AS r
  MATCH (r)-[:IS]->(t:Style)
  WITH t, count(*) AS releases
  RETURN collect({name: t.name, releases: releases}) AS styles
}
CALL (found) {
  UNWIND found AS r
  WITH r.year / 10 * 10 AS decade, count(*) AS releases
  WHERE decade IS NOT NULL
  RETURN collect({name: toString(decade) + 's', releases: releases}) AS decades
}
CALL (found) {
  UNWIND found AS r
  MATCH (r)-[:BY]->(t:Artist)
  WHERE NOT t.id IN $given.noArtists
  WITH t, count(*) AS releases
  RETURN collect({id: t.id, name: t.name, releases: releases}) AS artists
}
RETURN candidate.id AS id, candidate.name AS name, size(found) AS releases, genres, styles, decades, artists
