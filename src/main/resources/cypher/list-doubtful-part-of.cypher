// Lists the PART_OF edges that have lost the support of a record, to settle them one at a time.
MATCH (s:Style)-[partOf:PART_OF]->(g:Genre)
WHERE partOf.doubtful
RETURN s.name AS style, g.name AS genre ORDER BY style, genre
