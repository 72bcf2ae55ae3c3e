-- The number of rows of each table. To count a large one would take longer than a question may take: PostgreSQL's own estimate is within a
-- few percent.
select type, case when estimate > 300000 then estimate else counted end as rows, estimate > 300000 as rows_estimated
from (
    select 'artists' as type, reltuples::bigint as estimate,
        case when reltuples > 300000 then null else (select count(*) from artists) end as counted
    from pg_class where oid = 'artists'::regclass
    union all
    select 'labels', reltuples::bigint, case when reltuples > 300000 then null else (select count(*) from labels) end
    from pg_class where oid = 'labels'::regclass
    union all
    select 'masters', reltuples::bigint, case when reltuples > 300000 then null else (select count(*) from masters) end
    from pg_class where oid = 'masters'::regclass
    union all
    select 'releases', reltuples::bigint, case when reltuples > 300000 then null else (select count(*) from releases) end
    from pg_class where oid = 'releases'::regclass
) as tables
