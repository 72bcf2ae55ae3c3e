// Lists the PART_OF edges that have no witness, to settle them one at a time: the witness no longer supports the edge, or the
// graph was written before edges had one.
MATCH (s:Style)-[partOf:PART_OF]->(g:Genre)
WHERE partOf.doubtful OR partOf.witness IS NULL
RETURN s.name AS style, g.name AS genre ORDER BY style, genre
