-- The releases a year of a genre, a style, or an artist or label with many of them, as counted for the version of a load; no rows if this one
-- is not counted. The row without a year has the number of all. Parameters: type, id.
select counting.version, nullif(counted.value, '')::int as year, counted.releases
from release_countings as counting
join release_counts as counted using (counting)
where counting.counting = (select max(counting) from release_countings where finished_at is not null)
    and counted.type = :#type and counted.data_id = :#id and counted.dimension in ('releases', 'year')
order by counted.value
