// Finds the nodes that a question for paths names: the ends, and the hubs through which the paths may lead. $given.entities is a list
// of {type, id}.
UNWIND $given.entities AS entity
CALL (entity) {
  WITH entity WHERE entity.type = 'artists'
  MATCH (n:Artist {id: entity.id})
  RETURN n
  UNION ALL
  WITH entity WHERE entity.type = 'labels'
  MATCH (n:Label {id: entity.id})
  RETURN n
  UNION ALL
  WITH entity WHERE entity.type = 'masters'
  MATCH (n:Master {id: entity.id})
  RETURN n
  UNION ALL
  WITH entity WHERE entity.type = 'releases'
  MATCH (n:Release {id: entity.id})
  RETURN n
  UNION ALL
  WITH entity WHERE entity.type = 'genres'
  MATCH (n:Genre {name: entity.id})
  RETURN n
  UNION ALL
  WITH entity WHERE entity.type = 'styles'
  MATCH (n:Style {name: entity.id})
  RETURN n
}
RETURN entity.type AS type, entity.id AS id, elementId(n) AS node, COUNT { (n)--() } AS degree
