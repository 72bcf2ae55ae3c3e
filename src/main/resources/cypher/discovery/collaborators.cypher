// One page of the artists on the same releases as an artist: who is on most of them first, then in the order of ids.
// $given.after_releases and $given.after_id are of the last one on the page before. At most $given.most releases are read, and at most
// $given.pairs artists on these. cut says whether there may be more. A hub has tens of thousands of them: a year is read once a release, and
// a name only for the page.
MATCH (n:Artist {id: $given.id})
WITH n, COUNT { (n)<-[:BY]-() } > $given.most AS isHub
CALL (n) {
  MATCH (n)<-[:BY]-(r:Release)
  WITH n, r, r.year AS year LIMIT $given.most
  MATCH (r)-[:BY]->(other)
  WITH n, other, year LIMIT $given.pairs
  WITH n, other, count(*) AS releases, min(year) AS first, max(year) AS last
  RETURN collect([other, releases, first, last]) AS found, sum(releases) AS pairs,
    sum(CASE WHEN other = n THEN releases ELSE 0 END) AS read
}
CALL (n, found) {
  UNWIND found AS row
  WITH n, row, row[0] AS other, row[1] AS releases
  WHERE other <> n AND releases <= $given.after_releases
  WITH row, releases, other, other.id AS id
  WHERE releases < $given.after_releases OR id > $given.after_id
  WITH row, releases, id, other ORDER BY releases DESC, id LIMIT $given.fetch
  RETURN collect({id: id, name: other.name, releases: releases, first_year: row[2], last_year: row[3]}) AS rows
}
RETURN rows, isHub AND read >= $given.most OR pairs >= $given.pairs AS cut
