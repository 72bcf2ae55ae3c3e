// One step of the search for paths: what stands beside the nodes of $given.frontier, with its degree. Leaves out hubs: genres, styles,
// placeholders such as artist 194, and what has more than $given.hub edges. What is in $given.allowed is never left out, and a node with a
// label of $given.through neither. $given.tags says whether genres and styles can matter at all. At most $given.most edges are read.
MATCH (n) WHERE elementId(n) IN $given.frontier
CALL (n) {
  MATCH (n)-[:BY|ON|DERIVED_FROM|MEMBER_OF|ALIAS_OF|SUBLABEL_OF]-(m)
  RETURN m
  UNION ALL
  WITH n WHERE $given.tags
  MATCH (n)-[:IS|PART_OF]-(m)
  RETURN m
}
WITH n, m LIMIT $given.most
WITH elementId(n) AS node, m, elementId(m) AS beside,
  // A release has few edges. Counting them would cost as much as reading them.
  CASE WHEN m:Release THEN 10 ELSE COUNT { (m)--() } END AS degree
RETURN node, count(*) AS read, collect(CASE
    WHEN beside IN $given.allowed OR m:Release OR any(label IN labels(m) WHERE label IN $given.through) THEN [beside, degree]
    WHEN m:Genre OR m:Style OR degree > $given.hub THEN null
    WHEN m:Artist AND m.id IN $given.noArtists OR m:Label AND m.id IN $given.noLabels THEN null
    ELSE [beside, degree]
  END) AS beside
