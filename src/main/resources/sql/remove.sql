-- Removes older records in some pages of a table, 5000 at most, and notes their removal. Rows that a writer has locked are left for the next pass.
-- Parameters: the first page and the one after the last, as tid; the version, three times.
with old as materialized (
    select ctid as place
    from {table}
    where ctid >= ?::tid and ctid < ?::tid and version collate "C" < ? collate "C"
    limit 5000
), locked as materialized (
    select stored.ctid as place
    from {table} as stored
    where stored.ctid = any (array(select place from old)) and stored.version collate "C" < ? collate "C"
    for update skip locked
), removed as (
    delete from {table} as stored
    where stored.ctid = any (array(select place from locked))
    returning stored.data_id, stored.hash
), queued as (
    insert into search_queue (type, data_id) select '{table}', data_id from removed
), noted as (
    insert into changes as known (version, type, data_id, change, hash, previous_hash, at)
    select load.version, '{table}', removed.data_id, 'removed', null, nullif(removed.hash, ''), now()
    from removed, (select ?::text as version) as load, first_loads
    where first_loads.type = '{table}' and load.version collate "C" > first_loads.version collate "C"
    on conflict (version, type, data_id) do update
    set change = 'removed', hash = null, seq = default, at = excluded.at
)
select (select count(*) from old), (select count(*) from removed)
