-- Tests whether the table accepts a valid record, stored as by upsert.sql. Fails if the server is read-only, if the table is
-- locked, missing, or changed so that it refuses every record, or if the user may not write to it.
-- The caller rolls it back. The id is unique, so that no two sessions wait for each other.
insert into {table} as stored (data_id, hash, data, version, updated_at)
select id, hash, data::jsonb, version, now()
from (values ('probe-' || gen_random_uuid(), repeat('0', 64), '{"id": "0", "name": "probe"}', '20260801'))
    as record(id, hash, data, version)
on conflict (data_id) do update
set hash = excluded.hash, data = excluded.data, version = excluded.version, updated_at = excluded.updated_at
