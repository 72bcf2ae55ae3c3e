// Nodes by label and edges by kind, from the counts that Neo4j keeps: whatever their number, that takes no time.
CALL () { MATCH (n:Artist) RETURN count(n) AS artists }
CALL () { MATCH (n:Label) RETURN count(n) AS labels }
CALL () { MATCH (n:Master) RETURN count(n) AS masters }
CALL () { MATCH (n:Release) RETURN count(n) AS releases }
CALL () { MATCH (n:Genre) RETURN count(n) AS genres }
CALL () { MATCH (n:Style) RETURN count(n) AS styles }
CALL () { MATCH ()-[r:BY]->() RETURN count(r) AS BY }
CALL () { MATCH ()-[r:ON]->() RETURN count(r) AS `ON` }
CALL () { MATCH ()-[r:DERIVED_FROM]->() RETURN count(r) AS DERIVED_FROM }
CALL () { MATCH ()-[r:IS]->() RETURN count(r) AS `IS` }
CALL () { MATCH ()-[r:PART_OF]->() RETURN count(r) AS PART_OF }
CALL () { MATCH ()-[r:MEMBER_OF]->() RETURN count(r) AS MEMBER_OF }
CALL () { MATCH ()-[r:ALIAS_OF]->() RETURN count(r) AS ALIAS_OF }
CALL () { MATCH ()-[r:SUBLABEL_OF]->() RETURN count(r) AS SUBLABEL_OF }
RETURN artists, labels, masters, releases, genres, styles,
  BY, `ON`, DERIVED_FROM, `IS`, PART_OF, MEMBER_OF, ALIAS_OF, SUBLABEL_OF
