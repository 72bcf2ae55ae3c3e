-- The releases of an artist or label with many of them, by genre, style, year, format and country, as counted for the version of a load; no
-- rows if this one is not counted. The row of the dimension releases has the number of all. Parameters: type, id.
select counting.version, entry.name as subject, counted.dimension, counted.value, counted.releases
from release_countings as counting
join release_counts as counted using (counting)
left join search_entries as entry on entry.type = counted.type and entry.data_id = counted.data_id
where counting.counting = (select max(counting) from release_countings where finished_at is not null)
    and counted.type = :#type and counted.data_id = :#id
order by counted.dimension, counted.releases desc, counted.value
