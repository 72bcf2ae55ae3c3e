// Describes the nodes of paths.
MATCH (n) WHERE elementId(n) IN $given.nodes
RETURN elementId(n) AS node, labels(n)[0] AS label, coalesce(n.id, n.name) AS id, coalesce(n.name, n.title) AS name
