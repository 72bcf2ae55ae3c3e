-- Whether the table takes writes: fails as the storing of a record would where the server is read-only, the table locked
-- or gone, or the login may not write to it. It writes nothing.
insert into {table} as stored (data_id, hash, data, version, updated_at)
select '', '', '{}'::jsonb, '', now() where false
on conflict (data_id) do update
set hash = excluded.hash, data = excluded.data, version = excluded.version, updated_at = excluded.updated_at
