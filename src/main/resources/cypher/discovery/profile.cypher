// Counts what the releases of an artist or label are: genres, styles, decades, formats, countries. At most $given.most releases are
// read: cut says whether it may have more. $given.longest is how many values of each kind are returned.
CALL () {
  WITH 1 AS one WHERE $given.type = 'artists'
  MATCH (n:Artist {id: $given.id})
  RETURN n, COUNT { (n)<-[:BY]-() } AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'labels'
  MATCH (n:Label {id: $given.id})
  RETURN n, COUNT { (n)<-[:ON]-() } AS edges
}
CALL (n) {
  MATCH (n)<-[:BY|ON]-(r:Release)
  WITH r LIMIT $given.most
  RETURN collect(r) AS found
}
CALL (found) {
  UNWIND found AS r
  MATCH (r)-[:IS]->(t:Genre)
  WITH t, count(*) AS releases
  WITH t.name AS name, releases ORDER BY releases DESC, name LIMIT $given.longest
  RETURN collect({name: name, count: releases}) AS genres
}
CALL (found) {
  UNWIND found AS r
  MATCH (r)-[:IS]->(t:Style)
  WITH t, count(*) AS releases
  WITH t.name AS name, releases ORDER BY releases DESC, name LIMIT $given.longest
  RETURN collect({name: name, count: releases}) AS styles
}
CALL (found) {
  UNWIND found AS r
  WITH r.year / 10 * 10 AS decade, count(*) AS releases
  WHERE decade IS NOT NULL
  WITH decade, releases ORDER BY releases DESC, decade
  RETURN collect({name: toString(decade) + 's', count: releases}) AS decades
}
CALL (found) {
  UNWIND found AS r
  UNWIND r.formats AS format
  WITH DISTINCT r, format
  WITH format AS name, count(*) AS releases
  WITH name, releases ORDER BY releases DESC, name LIMIT $given.longest
  RETURN collect({name: name, count: releases}) AS formats
}
CALL (found) {
  UNWIND found AS r
  WITH r.country AS name, count(*) AS releases
  WHERE name IS NOT NULL
  WITH name, releases ORDER BY releases DESC, name LIMIT $given.longest
  RETURN collect({name: name, count: releases}) AS countries
}
RETURN n.name AS name, size(found) AS releases, genres, styles, decades, formats, countries,
  size(found) >= $given.most AND edges > $given.most AS cut
