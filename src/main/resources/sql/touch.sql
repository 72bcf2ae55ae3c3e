-- Refreshes the rows of unchanged records. Returns the ids of those whose row has changed or gone meanwhile. Records that are older than
-- what has been loaded completely are ignored.
with given as materialized (
    select * from unnest(:#ids, :#hashes, :#versions) as given(id, hash, version)
), load as materialized (
    select begun.* from begin_store('{table}', (select array_agg(distinct version) from given)) as begun
), record as materialized (
    select given.* from given, load
    where given.version = '' or given.version collate "C" >= load.settled collate "C"
), touched as (
    update {table} as stored
    set version = record.version, updated_at = now()
    from record
    where stored.data_id = record.id and stored.hash = record.hash
        and stored.version collate "C" <= record.version collate "C"
    returning stored.data_id
)
select id from record where id not in (select data_id from touched)
