// Stores a batch of releases in one transaction, however often and in whatever order they come. Each of $records is
// {id, sha256, version, properties, artists: [id], labels: [{id, catnos}], masters: [id], genres: [name],
// styles: [name]}, and each id is there once.
UNWIND $records AS record
MERGE (n:Release {id: record.id})
// Writing the key that stands there already changes nothing and takes the node's lock, so that what is read from here
// on stays true until this transaction ends: read before the lock, another writer's newer record would be overwritten.
SET n.id = record.id
// To collect is to wait for all the locks. Without it the planner may read properties ahead of them.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Writing properties to it would be
// ignored without a word; this fails, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Release)
WITH n, record, n.sha256 AS stored, coalesce(n.version, '') AS version
// The newer dump wins, and in one dump the later message.
WITH n, record, stored, version WHERE version <= record.version
SET n.version = record.version
WITH n, record, stored WHERE stored IS NULL OR stored <> record.sha256
// Replaces all properties: what the record no longer says is gone.
SET n = record.properties
WITH collect({n: n, record: record, stored: stored}) AS accepted

// The places of styles in genres that a record supports now, and will not any more.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL AND COUNT { (n)-[:IS]->(:Genre) } = 1
  MATCH (n)-[:IS]->(g:Genre)
  MATCH (n)-[:IS]->(s:Style)
  WHERE NOT (record.genres = [g.name] AND s.name IN record.styles)
  MATCH (s)-[partOf:PART_OF]->(g)
  RETURN collect(DISTINCT partOf) AS doubted
}

// What is not asserted any more goes first. All these edges belong to the record that they start from, so that holding
// its lock is enough.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL
  MATCH (n)-[edge:BY|ON|DERIVED_FROM|IS]->(t)
  WHERE NOT CASE type(edge)
    WHEN 'BY' THEN t.id IN record.artists
    WHEN 'ON' THEN any(label IN record.labels WHERE label.id = t.id AND label.catnos = edge.catnos)
    WHEN 'DERIVED_FROM' THEN t.id IN record.masters
    ELSE (t:Genre AND t.name IN record.genres) OR (t:Style AND t.name IN record.styles)
  END
  DELETE edge
  RETURN collect(DISTINCT t) AS released
}

// Then what is asserted comes, the nodes of a kind in the order of their keys: two writers that lock the same nodes in
// the same order do not deadlock. CREATE rather than MERGE, which would lock a genre that a million records share until
// this transaction ends: an added record has no edges yet, and nobody gives it any while we hold its lock.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.artists AS ids
  UNWIND ids AS id
  WITH n, id WHERE added OR NOT EXISTS { (n)-[:BY]->(:Artist {id: id}) }
  WITH id, collect(n) AS sources ORDER BY id
  MERGE (artist:Artist {id: id})
  FOREACH (n IN sources | CREATE (n)-[:BY]->(artist))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.labels AS labels
  UNWIND labels AS label
  WITH n, label WHERE added OR NOT EXISTS { (n)-[:ON]->(:Label {id: label.id}) }
  WITH label.id AS id, collect({n: n, catnos: label.catnos}) AS sources ORDER BY id
  MERGE (label:Label {id: id})
  FOREACH (source IN sources | FOREACH (n IN [source.n] | CREATE (n)-[:ON {catnos: source.catnos}]->(label)))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.masters AS ids
  UNWIND ids AS id
  WITH n, id WHERE added OR NOT EXISTS { (n)-[:DERIVED_FROM]->(:Master {id: id}) }
  WITH id, collect(n) AS sources ORDER BY id
  MERGE (master:Master {id: id})
  FOREACH (n IN sources | CREATE (n)-[:DERIVED_FROM]->(master))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.genres AS names
  UNWIND names AS name
  WITH n, name WHERE added OR NOT EXISTS { (n)-[:IS]->(:Genre {name: name}) }
  WITH name, collect(n) AS sources ORDER BY name
  MERGE (genre:Genre {name: name})
  FOREACH (n IN sources | CREATE (n)-[:IS]->(genre))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.styles AS names
  UNWIND names AS name
  WITH n, name WHERE added OR NOT EXISTS { (n)-[:IS]->(:Style {name: name}) }
  WITH name, collect(n) AS sources ORDER BY name
  MERGE (style:Style {name: name})
  FOREACH (n IN sources | CREATE (n)-[:IS]->(style))
}

// A style is part of a genre where a record names that genre alone.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.record AS record WHERE size(record.genres) = 1
  UNWIND record.styles AS style
  WITH DISTINCT style, record.genres[0] AS genre ORDER BY style, genre
  // MERGE rather than MATCH: it holds a shared lock on the style's name, which reconcile-part-of.cypher waits for.
  MERGE (s:Style {name: style})
  MERGE (g:Genre {name: genre})
  MERGE (s)-[:PART_OF]->(g)
}

// Whether another record supports them would take long to find out. They are put in doubt in the transaction that takes the
// support away, so that whatever happens next somebody looks: settle-part-of.cypher.
FOREACH (partOf IN doubted | SET partOf.doubtful = true)
WITH accepted, released

// A node whose last edge went, and which is no record, goes too. The lock comes before the look: of two transactions
// that take one of the last two edges each, the second has to see that the first took the other. A node that another
// transaction is just attaching to cannot be deleted: the DELETE fails, and the transaction is run again.
CALL (released) {
  UNWIND released AS t
  WITH t ORDER BY elementId(t)
  SET t.released = true
  REMOVE t.released
  WITH collect(t) AS locked
  UNWIND locked AS t
  WITH t WHERE t.sha256 IS NULL
    AND NOT EXISTS { (t)-[:BY|ON|DERIVED_FROM|IS|MEMBER_OF|ALIAS_OF|SUBLABEL_OF]-() }
  OPTIONAL MATCH (t)-[partOf:PART_OF]-()
  DELETE partOf
  WITH DISTINCT t
  DELETE t
}
RETURN size(accepted) AS written
