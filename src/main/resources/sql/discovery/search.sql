-- Finds entries by their words; those with the same name first of all, then the known before the obscure. Parameters: query (a tsquery of
-- quoted words), folded (the name as it is compared; null: none), type, genre, style, decade and country (null: any), candidates (at most),
-- enough (with so many that are known, the obscure are not looked for), facets (whether what they refer to is wanted too).
-- No order among the obscure: to sort all that match would take too long, and whoever asks ranks what comes. Without parallel workers it is that
-- of the table, so that each page ranks the same. The terms are separated by a character that no XML can have.
with wanted as not materialized ( -- Becomes a part of each query below, which has an index of its own.
    select *
    from search_entries
    where hash is not null
        and (cast(:#type as text) is null or type = cast(:#type as text))
        and (cast(:#genre as text) is null or terms @> array['genres/' || cast(:#genre as text)])
        and (cast(:#style as text) is null or terms @> array['styles/' || cast(:#style as text)])
        and (cast(:#decade as int) is null or year between cast(:#decade as int) and cast(:#decade as int) + 9)
        and (cast(:#country as text) is null or country = cast(:#country as text))
), same as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where folded = cast(:#folded as text)
    order by refs desc, type, data_id
    limit cast(:#candidates as int)
), famous as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 2 and lexemes @@ cast(:#query as tsquery)
    order by refs desc, type, data_id
    limit cast(:#candidates as int)
), known as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 1 and lexemes @@ cast(:#query as tsquery)
        and (select count(*) from famous) < cast(:#enough as int)
    order by refs desc, type, data_id
    limit cast(:#candidates as int)
), rest as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 0 and lexemes @@ cast(:#query as tsquery)
        and (select count(*) from famous) + (select count(*) from known) < cast(:#enough as int)
    limit cast(:#candidates as int)
)
select found.type, found.data_id, found.name, found.detail, found.year, found.refs,
    case when cast(:#facets as boolean) then array_to_string(found.terms, E'\x1F') end as terms
from (
    select * from same
    union all select * from famous
    union all select * from known
    union all select * from rest
) as found
