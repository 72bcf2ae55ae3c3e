// A style is part of a genre if a record has that genre as its only one. The edge names one such record, its witness. Each of
// $given.edges is {style, genre, witness}, in the order of style and genre.
CYPHER replan=skip
UNWIND $given.edges AS edge
// MERGE rather than MATCH: it takes a shared lock on the style's name, for which remove-part-of.cypher waits.
MERGE (s:Style {name: edge.style})
MERGE (g:Genre {name: edge.genre})
MERGE (s)-[partOf:PART_OF]->(g) ON CREATE SET partOf.witness = edge.witness
