// The genres with their styles. Of each, at most $given.most releases are looked at: "Rock" stands on a third of all.
CALL () {
  MATCH (genre:Genre)
  RETURN genre AS n, 'genres' AS type
  UNION
  MATCH (:Genre)<-[:PART_OF]-(style:Style)
  RETURN DISTINCT style AS n, 'styles' AS type
}
CALL (n) {
  MATCH (n)<-[:IS]-(of)
  WITH of LIMIT $given.most
  WITH of WHERE of:Release
  RETURN count(of) AS releases, min(of.year) AS first_year, max(of.year) AS last_year
}
RETURN type, n.name AS name, releases, first_year, last_year, COUNT { (n)<-[:IS]-() } > $given.most AS at_least,
  [(n)-[:PART_OF]->(genre) WHERE type = 'styles' | genre.name] AS genres
ORDER BY type, name
