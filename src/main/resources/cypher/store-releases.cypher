// Stores a batch of releases in one transaction, idempotently and in any order. Each of $given.records is
// {id, sha256, version, properties, artists: [id], labels: [{id, catnos}], masters: [id], genres: [name],
// styles: [name]}. Each id occurs once.
// A record that is older than a load that is complete is no longer in Discogs, or in the graph already. A late message must
// not bring it back after it has been removed.
CYPHER replan=skip
OPTIONAL MATCH (load:Load {type: 'releases'}) WHERE load.state IN ['complete', 'accepted']
WITH coalesce(max(load.version), '') AS oldest
UNWIND $given.records AS record
WITH record WHERE record.version = '' OR record.version >= oldest
MERGE (n:Release {id: record.id})
// Writing the key that is already there changes nothing, but takes the node's lock: whatever is read from here on stays
// true until this transaction ends. Read before the lock, another writer's newer record would be overwritten.
SET n.id = record.id
// collect() waits for all locks. Without it, the planner may read properties before the locks are taken.
WITH collect({n: n, record: record}) AS locked
UNWIND locked AS row
WITH row.n AS n, row.record AS record
// Another writer may have deleted the node, a stub, while we waited for its lock. Neo4j would silently ignore properties
// written to it. This statement fails instead, and the transaction is run again.
FOREACH (gone IN CASE WHEN n.id IS NULL THEN [n] ELSE [] END | SET gone:Release)
WITH n, record, n.sha256 AS stored, coalesce(n.version, '') AS version
// The newer dump wins; within one dump, the later message.
WITH n, record, stored, version WHERE version <= record.version
SET n.version = record.version
WITH n, record, stored WHERE stored IS NULL OR stored <> record.sha256
// Replaces all properties: those that the record no longer has are removed.
SET n = record.properties
WITH collect({n: n, record: record, stored: stored}) AS accepted

// The PART_OF edges that a record is the witness of and will no longer support. Only a transaction that has the record's lock
// makes it a witness.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.record AS record WHERE row.stored IS NOT NULL AND COUNT { (n)-[:IS]->(:Genre) } = 1
  MATCH (n)-[:IS]->(g:Genre)
  MATCH (n)-[:IS]->(s:Style)
  WHERE NOT (record.genres = [g.name] AND s.name IN record.styles)
  MATCH (s)-[partOf:PART_OF]->(g)
  WHERE partOf.witness = 'releases/' + record.id
  RETURN collect(DISTINCT partOf) AS doubted
}

// First remove the edges that are no longer asserted. All these edges belong to the record that they start from, so its
// lock is sufficient.
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

// Then add what is asserted, nodes of one label in the order of their keys: two writers that lock the same nodes in the same
// order do not deadlock. Edges use CREATE rather than MERGE, which would lock a genre shared by a million records until
// this transaction ends. CREATE is safe: an added record has no edges yet, and nobody can add any while we have its lock.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.artists AS ids
  UNWIND ids AS id
  WITH n, id WHERE added OR NOT EXISTS { (n)-[:BY]->(t) WHERE t.id = id }
  WITH id, collect(n) AS sources ORDER BY id
  MERGE (artist:Artist {id: id})
  FOREACH (n IN sources | CREATE (n)-[:BY]->(artist))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.labels AS labels
  UNWIND labels AS label
  WITH n, label WHERE added OR NOT EXISTS { (n)-[:ON]->(t) WHERE t.id = label.id }
  WITH label.id AS id, collect({n: n, catnos: label.catnos}) AS sources ORDER BY id
  MERGE (label:Label {id: id})
  FOREACH (source IN sources | FOREACH (n IN [source.n] | CREATE (n)-[:ON {catnos: source.catnos}]->(label)))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.masters AS ids
  UNWIND ids AS id
  WITH n, id WHERE added OR NOT EXISTS { (n)-[:DERIVED_FROM]->(t) WHERE t.id = id }
  WITH id, collect(n) AS sources ORDER BY id
  MERGE (master:Master {id: id})
  FOREACH (n IN sources | CREATE (n)-[:DERIVED_FROM]->(master))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.genres AS names
  UNWIND names AS name
  WITH n, name WHERE added OR NOT EXISTS { (n)-[:IS]->(t) WHERE t.name = name AND 'Genre' IN labels(t) }
  WITH name, collect(n) AS sources ORDER BY name
  MERGE (genre:Genre {name: name})
  FOREACH (n IN sources | CREATE (n)-[:IS]->(genre))
}
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.n AS n, row.stored IS NULL AS added, row.record.styles AS names
  UNWIND names AS name
  WITH n, name WHERE added OR NOT EXISTS { (n)-[:IS]->(t) WHERE t.name = name AND 'Style' IN labels(t) }
  WITH name, collect(n) AS sources ORDER BY name
  MERGE (style:Style {name: name})
  FOREACH (n IN sources | CREATE (n)-[:IS]->(style))
}

// A style is part of a genre if a record has that genre as its only one. The edge names one such record, its witness.
CALL (accepted) {
  UNWIND accepted AS row
  WITH row.record AS record WHERE size(record.genres) = 1
  UNWIND record.styles AS style
  WITH style, record.genres[0] AS genre, min(record.id) AS witness ORDER BY style, genre
  // MERGE rather than MATCH: it takes a shared lock on the style's name, for which remove-part-of.cypher waits.
  MERGE (s:Style {name: style})
  MERGE (g:Genre {name: genre})
  MERGE (s)-[partOf:PART_OF]->(g) ON CREATE SET partOf.witness = 'releases/' + witness
}

// Finding another record that supports these edges would take long. The transaction that removes the witness marks them as
// doubtful, so that settle-part-of.cypher finds another one, whatever happens next.
FOREACH (partOf IN doubted | SET partOf.doubtful = true REMOVE partOf.witness)
WITH accepted, released

// Remove stubs that have lost their last edge. Lock first, then check: of two transactions that each remove one of the last
// two edges, the second must see that the first has removed the other. A node to which another transaction is adding an
// edge cannot be deleted: the DELETE fails, and the transaction is run again.
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
