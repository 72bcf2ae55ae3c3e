// How many edges of each kind an entity has.
MATCH (n:{label} {{key}: $given.id})
RETURN {degrees}
