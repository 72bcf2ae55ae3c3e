-- Finds entries by their words; those with the same name first of all, then the known before the obscure. Parameters: query (a tsquery of
-- quoted words), folded (the name as it is compared; null: none), type, genre, style, decade and country (null: any), candidates (at most of each
-- of the first three queries, and of all that the obscure fill up), enough (with so many, no more are looked for), facets (whether what they
-- refer to is wanted too). No entry comes twice.
-- The obscure fill up what is left, releases last: nothing refers to a release. Each query has an index of its own, so the fewer are asked, the
-- fewer entries of a frequent word are read. "is true" keeps PostgreSQL from the primary key: by statistics from before there were releases, it
-- would read all of them by that.
-- No order among the obscure: to sort all that match would take too long, and whoever asks ranks what comes. Without parallel workers it is that
-- of the table, so that each page ranks the same. The terms are separated by a character that no XML can have.
with wanted as not materialized ( -- Becomes a part of each query below.
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
    where tier = 2 and lexemes @@ cast(:#query as tsquery) and coalesce(folded <> cast(:#folded as text), true)
    order by refs desc, type, data_id
    limit cast(:#candidates as int)
), known as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 1 and lexemes @@ cast(:#query as tsquery) and coalesce(folded <> cast(:#folded as text), true)
        and (select count(*) from famous) < cast(:#enough as int)
    order by refs desc, type, data_id
    limit cast(:#candidates as int)
), before_others as materialized (
    select (select count(*) from same) + (select count(*) from famous) + (select count(*) from known) as found
), others as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 0 and type <> 'releases' and cast(:#type as text) is distinct from 'releases'
        and lexemes @@ cast(:#query as tsquery) and coalesce(folded <> cast(:#folded as text), true)
    limit (select case when found < cast(:#enough as int) then greatest(cast(:#candidates as int) - found, 0) else 0 end from before_others)
), before_releases as materialized (
    select found + (select count(*) from others) as found from before_others
), releases as materialized (
    select type, data_id, name, detail, year, country, terms, refs
    from wanted
    where tier = 0 and (type = 'releases') is true
        and lexemes @@ cast(:#query as tsquery) and coalesce(folded <> cast(:#folded as text), true)
    limit (select case when found < cast(:#enough as int) then greatest(cast(:#candidates as int) - found, 0) else 0 end from before_releases)
)
select found.type, found.data_id, found.name, found.detail, found.year, found.refs,
    case when cast(:#facets as boolean) then array_to_string(found.terms, E'\x1F') end as terms
from (
    select * from same
    union all select * from famous
    union all select * from known
    union all select * from others
    union all select * from releases
) as found
