-- Refreshes the rows of unchanged records. Returns the ids of those whose row has changed or gone meanwhile.
with record as (
    select * from unnest(:#ids, :#hashes, :#versions) as record(id, hash, version)
), touched as (
    update {table} as stored
    set version = record.version, updated_at = now()
    from record
    where stored.data_id = record.id and stored.hash = record.hash
        and stored.version collate "C" <= record.version collate "C"
    returning stored.data_id
)
select id from record where id not in (select data_id from touched)
