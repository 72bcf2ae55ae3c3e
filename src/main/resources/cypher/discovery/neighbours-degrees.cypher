// How many edges of each kind an entity has.
MATCH (n:{label} {{key}: $id})
RETURN {degrees}
