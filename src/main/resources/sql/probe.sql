-- Whether the table takes a record that nothing is wrong with, as upsert.sql would store it: fails where the server is
-- read-only, the table locked, gone or changed so that it refuses every record, or the login may not write to it.
-- To be rolled back. No other session has this id, so that none waits for another.
insert into {table} as stored (data_id, hash, data, version, updated_at)
select id, hash, data::jsonb, version, now()
from (values ('probe-' || gen_random_uuid(), repeat('0', 64), '{"id": "0", "name": "probe"}', '20260801'))
    as record(id, hash, data, version)
on conflict (data_id) do update
set hash = excluded.hash, data = excluded.data, version = excluded.version, updated_at = excluded.updated_at
