// Lists all styles, to reconcile them one at a time.
MATCH (s:Style)
RETURN s.name AS style ORDER BY style
