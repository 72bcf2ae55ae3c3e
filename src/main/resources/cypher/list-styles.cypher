// The styles there are, for reconciling them one at a time.
MATCH (s:Style)
RETURN s.name AS style ORDER BY style
