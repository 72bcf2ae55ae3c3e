-- Stores records. A row of a newer dump is never overwritten.
insert into {table} as stored (data_id, hash, data, version, updated_at)
select id, hash, data::jsonb, version, now()
from unnest(:#ids, :#hashes, :#data, :#versions) as record(id, hash, data, version)
on conflict (data_id) do update
set hash = excluded.hash,
    data = case when stored.hash = excluded.hash then stored.data else excluded.data end,
    version = excluded.version,
    updated_at = excluded.updated_at
where stored.version collate "C" <= excluded.version collate "C"
