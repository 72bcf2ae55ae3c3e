-- The names that records give the artists and labels that they refer to, in the order of the arrays. Parameters: four arrays side by side, types
-- and ids of what is referred to, by_types and by_ids of the records that do. (Camel would take the operator for texts in JSON for a
-- parameter: it has the sign of these.)
with given as materialized (
    select *
    from unnest(cast(:#types as text[]), cast(:#ids as text[]), cast(:#by_types as text[]), cast(:#by_ids as text[]))
        with ordinality as given(type, id, by_type, by_id, place)
), referring as (
    select given.*, data, array['aliases', 'groups', 'members'] as fields
    from given join artists on given.by_type = 'artists' and artists.data_id = given.by_id
    union all
    select given.*, data, array['parentLabel', 'sublabels']
    from given join labels on given.by_type = 'labels' and labels.data_id = given.by_id
    union all
    select given.*, data, array['artists']
    from given join masters on given.by_type = 'masters' and masters.data_id = given.by_id
    union all
    select given.*, data, array[given.type]
    from given join releases on given.by_type = 'releases' and releases.data_id = given.by_id
)
select type, id, (
    select jsonb_build_array(
            jsonb_path_query_first(data -> field, 'lax $[*] ? (@.id == $id).name', jsonb_build_object('id', id))
        ) ->> 0 as name
    from unnest(fields) as field
    order by name
    limit 1
) as name
from referring
order by place
