// How many nodes there are among which neighbours-of-hub.cypher would look.
MATCH (m:{otherLabel})
RETURN count(m) AS nodes
