-- The record of this id.
select data::text as data, hash, version
from {table}
where data_id = :#id
