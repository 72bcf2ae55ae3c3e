// One page of the artists on the same releases as an artist: who is on most of them first, then in the order of ids.
// $given.after_releases and $given.after_id are of the last one on the page before. At most $given.most releases are read, and at most
// $given.pairs artists on these. cut says whether there may be more.
MATCH (n:Artist {id: $given.id})
WITH n, COUNT { (n)<-[:BY]-() } > $given.most AS isHub
CALL (n) {
  MATCH (n)<-[:BY]-(r:Release)
  WITH n, r LIMIT $given.most
  MATCH (r)-[:BY]->(other:Artist)
  WITH n, r, other LIMIT $given.pairs
  WITH other = n AS self, other, count(*) AS releases, min(r.year) AS first, max(r.year) AS last
  RETURN collect(CASE WHEN NOT self THEN {other: other, releases: releases, first: first, last: last} END) AS found,
    sum(releases) AS pairs, sum(CASE WHEN self THEN releases ELSE 0 END) AS read
}
CALL (found) {
  UNWIND found AS row
  WITH row, row.releases AS releases, row.other AS other
  WITH row, releases, other.id AS id, other.name AS name
  WHERE releases < $given.after_releases OR (releases = $given.after_releases AND id > $given.after_id)
  WITH row, releases, id, name ORDER BY releases DESC, id LIMIT $given.fetch
  RETURN collect({id: id, name: name, releases: releases, first_year: row.first, last_year: row.last}) AS rows
}
RETURN rows, isHub AND read >= $given.most OR pairs >= $given.pairs AS cut
