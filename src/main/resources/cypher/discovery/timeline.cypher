// Counts the releases of an entity a year. At most $given.most are read: cut says whether it may have more.
CALL () {
  WITH 1 AS one WHERE $given.type = 'artists'
  MATCH (n:Artist {id: $given.id})
  RETURN n, COUNT { (n)<-[:BY]-() } AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'labels'
  MATCH (n:Label {id: $given.id})
  RETURN n, COUNT { (n)<-[:ON]-() } AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'masters'
  MATCH (n:Master {id: $given.id})
  RETURN n, COUNT { (n)<-[:DERIVED_FROM]-() } AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'releases'
  MATCH (n:Release {id: $given.id})
  RETURN n, 1 AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'genres'
  MATCH (n:Genre {name: $given.id})
  RETURN n, COUNT { (n)<-[:IS]-() } AS edges
  UNION ALL
  WITH 1 AS one WHERE $given.type = 'styles'
  MATCH (n:Style {name: $given.id})
  RETURN n, COUNT { (n)<-[:IS]-() } AS edges
}
CALL (n) {
  CALL (n) {
    MATCH (n)<-[:BY|ON|DERIVED_FROM|IS]-(r:Release)
    RETURN r LIMIT $given.most
    UNION ALL
    WITH n WHERE n:Release
    RETURN n AS r
  }
  WITH r.year AS year, count(*) AS releases ORDER BY year
  RETURN collect({year: year, releases: releases}) AS years, sum(releases) AS counted
}
RETURN years, counted >= $given.most AND edges > $given.most AS cut
