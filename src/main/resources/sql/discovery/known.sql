-- Those of some entities that this store knows, with their names: by their records, or, genres and styles, because records refer to them.
-- Parameters: types and ids, two arrays side by side.
with given as materialized (
    select * from unnest(cast(:#types as text[]), cast(:#ids as text[])) as given(type, id)
)
select type, id, data ->> 'name' as name
from given join artists on type = 'artists' and data_id = id
union all
select type, id, data ->> 'name'
from given join labels on type = 'labels' and data_id = id
union all
select type, id, data ->> 'title'
from given join masters on type = 'masters' and data_id = id
union all
select type, id, data ->> 'title'
from given join releases on type = 'releases' and data_id = id
union all
select given.type, id, id
from given join search_entries as entry
    on given.type in ('genres', 'styles') and entry.type = given.type and entry.data_id = id and entry.refs > 0
