-- Stores records, and what they have changed. A row of a newer dump is never overwritten. Records of dumps that are older than what has
-- been loaded completely are ignored: they might bring back what was removed.
with given as materialized (
    select * from unnest(:#ids, :#hashes, :#data, :#versions) as given(id, hash, data, version)
), load as materialized (
    select begun.* from begin_store('{table}', (select array_agg(distinct version) from given)) as begun
), record as materialized (
    select given.*, given.version collate "C" > load.first collate "C" as writes_change
    from given, load
    where given.version = '' or given.version collate "C" >= load.settled collate "C"
), before as materialized (
    -- Locked: they stay as they are until they are overwritten.
    select stored.data_id, stored.hash
    from record
    join {table} as stored on stored.data_id = record.id
    where record.writes_change
    for update of stored
), stored as (
    insert into {table} as stored (data_id, hash, data, version, updated_at)
    select id, hash, data::jsonb, version, now()
    from record
    where (select count(*) from before) >= 0 -- All of them first.
    on conflict (data_id) do update
    set hash = excluded.hash,
        data = case when stored.hash = excluded.hash then stored.data else excluded.data end,
        version = excluded.version,
        updated_at = excluded.updated_at
    where stored.version collate "C" <= excluded.version collate "C"
    returning data_id, xmax = 0 as is_new
), queued as (
    -- For search, which is brought up to date afterwards.
    insert into search_queue (type, data_id) select '{table}', data_id from stored
)
insert into changes as known (version, type, data_id, change, hash, previous_hash, at)
select
    record.version,
    '{table}',
    record.id,
    case when before.data_id is not null then 'changed' when stored.is_new then 'added' else store_again() end,
    record.hash,
    nullif(before.hash, ''),
    now()
from record
join stored on stored.data_id = record.id
left join before on before.data_id = record.id
where record.writes_change and (before.data_id is null or before.hash <> record.hash)
on conflict (version, type, data_id) do update
-- The record is in the dump twice, or was removed from an accepted load that lacked it: what was there before the dump stays.
set change = case known.change when 'added' then 'added' else 'changed' end,
    hash = excluded.hash,
    seq = default,
    at = excluded.at
where known.hash is distinct from excluded.hash
