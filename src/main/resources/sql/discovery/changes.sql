-- A page of changes, in the order of the index over version, type and id.
select c.type, c.data_id as id,
    coalesce(a.data ->> 'name', l.data ->> 'name', m.data ->> 'title', r.data ->> 'title') as name,
    c.version, c.change, c.hash as sha256, c.previous_hash as previous_sha256,
    to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.seq
from (
    select *
    from changes
    where (:#version::text is null or version = :#version::text)
        and (:#type::text is null or type = :#type::text)
        and (:#change::text is null or change = :#change::text)
        and (:#after_version::text is null
            or (version, type, data_id) > (:#after_version::text, :#after_type::text, :#after_id::text))
    order by version, type, data_id
    limit :#fetch
) as c
left join artists a on c.type = 'artists' and a.data_id = c.data_id
left join labels l on c.type = 'labels' and l.data_id = c.data_id
left join masters m on c.type = 'masters' and m.data_id = c.data_id
left join releases r on c.type = 'releases' and r.data_id = c.data_id
order by c.version, c.type, c.data_id
