-- The releases of each genre and style, and their first and last year, as counted for the version of a load.
select
    counting.version,
    counted.type,
    counted.data_id as id,
    sum(counted.releases) filter (where counted.dimension = 'releases')::bigint as releases,
    min(counted.value::int) filter (where counted.dimension = 'year') as first_year,
    max(counted.value::int) filter (where counted.dimension = 'year') as last_year
from release_countings as counting
join release_counts as counted using (counting)
where counting.counting = (select max(counting) from release_countings where finished_at is not null)
    and counted.type in ('genres', 'styles') and counted.dimension in ('releases', 'year')
group by counting.version, counted.type, counted.data_id
order by counted.type, counted.data_id
