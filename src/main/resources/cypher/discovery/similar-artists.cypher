// Finds artists that may be like an artist: they are on releases of the labels and styles that say most about it. Returns what
// their releases are; the first row is the artist itself. A label or style says the more, the more of the artist's releases and
// the fewer of all releases have it. At most $given.sample edges of the artist are read, $given.each of each label and style, and $given.few of
// each candidate.
MATCH (n:Artist {id: $given.id})
CALL (n) {
  MATCH (n)<-[:BY]-(r:Release)
  WITH r LIMIT $given.sample
  RETURN collect(r) AS own
}
CALL (own) {
  UNWIND own AS r
  MATCH (r)-[:ON]->(t:Label)
  WHERE NOT t.id IN $given.noLabels
  WITH t, count(*) AS releases
  WITH t, releases / log(10 + COUNT { (t)<-[:ON]-() }) AS weight, t.id AS key
  ORDER BY weight DESC, key LIMIT 5
  RETURN collect({trait: t, weight: weight}) AS ownLabels
}
CALL (own) {
  UNWIND own AS r
  MATCH (r)-[:IS]->(t:Style)
  WITH t, count(*) AS releases
  WITH t, releases / log(10 + COUNT { (t)<-[:IS]-() }) AS weight, t.name AS key
  ORDER BY weight DESC, key LIMIT 5
  RETURN collect({trait: t, weight: weight}) AS ownStyles
}
CALL (n, ownLabels, ownStyles) {
  CALL (ownLabels, ownStyles) {
    UNWIND ownLabels AS row
    WITH row.trait AS t, row.weight AS weight
    CALL (t) {
      MATCH (t)<-[:ON]-(r:Release)
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
  MATCH (r)-[:BY]->(other:Artist)
  WITH n, other, sum(weight) AS weight
  WHERE other <> n
  WITH other, other.id AS id, weight
  WHERE NOT id IN $given.noArtists
  WITH other, id, weight ORDER BY weight DESC, id LIMIT $given.candidates
  RETURN collect(other) AS others
}
UNWIND [n] + others AS candidate
CALL (candidate) {
  MATCH (candidate)<-[:BY]-(r:Release)
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
  MATCH (r)-[:ON]->(t:Label)
  WHERE NOT t.id IN $given.noLabels
  WITH t, count(*) AS releases
  RETURN collect({id: t.id, name: t.name, releases: releases}) AS labels
}
RETURN candidate.id AS id, candidate.name AS name, size(found) AS releases, genres, styles, decades, labels
