// Describes the edges of paths. $given.pairs has the two ends of each. Of several edges between two nodes, one is returned.
UNWIND $given.pairs AS pair
MATCH (a) WHERE elementId(a) = pair[0]
MATCH (b) WHERE elementId(b) = pair[1]
MATCH (a)-[edge:BY|ON|DERIVED_FROM|IS|PART_OF|MEMBER_OF|ALIAS_OF|SUBLABEL_OF]-(b)
WITH pair, type(edge) AS relation, startNode(edge) = a AS forward
ORDER BY relation, forward DESC
RETURN pair, collect({relation: relation, forward: forward})[0] AS edge
