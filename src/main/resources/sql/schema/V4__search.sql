-- Records whose entry is to be brought up to date. Written in the transaction that stores or removes the record.
create table if not exists search_queue (
    seq bigserial primary key,
    type text not null,
    data_id text not null
);

-- How far the records have got into the queue that were stored before there was one: the last id.
create table if not exists search_fill (
    type text primary key,
    position text not null default '',
    finished boolean not null default false
);

insert into search_fill (type)
select type from unnest(array['artists', 'labels', 'masters', 'releases']) as type
on conflict (type) do update set position = '', finished = false;

-- What can be found: one narrow row for each record, and for each genre and style. A row without a hash belongs to no record: it only counts
-- who refers to it. A genre and a style have one that is empty.
--   folded   the name as it is compared: without accents, in lower case
--   lexemes  the words by which it is found; of a master or release also those of its artists
--   terms    what the record refers to, and its formats: artists/1, genres/Rock, formats/Vinyl
--   refs     how many records refer to it
--   tier     0, 1 from 10 references, 2 from 1000; each tier has an index of its own, so that the known are found first
create table if not exists search_entries (
    type text not null,
    data_id text not null,
    hash text,
    name text,
    folded text,
    lexemes tsvector,
    detail text,
    year smallint,
    country text,
    terms text[] not null default '{}',
    refs integer not null default 0,
    tier smallint not null default 0,
    primary key (type, data_id)
) with (fillfactor = 85);

-- All words of all entries, also of those that are gone: a word with a mistake is compared with these.
create table if not exists search_words (
    word text primary key
);

-- How often the entries of releases have changed, in one row.
create table if not exists search_state (
    release_changes bigint not null
);

insert into search_state select 0 where not exists (select from search_state);

-- The countings of the releases of genres, styles, and of artists and labels with many of them. The newest that is finished holds.
create table if not exists release_countings (
    counting bigserial primary key,
    version text not null,
    release_changes bigint not null,
    position text not null default '',
    finished_at timestamptz
);

-- dimension: releases (the value is empty), year, genres, styles, formats, country. A release without a year is not in the dimension year.
create table if not exists release_counts (
    counting bigint not null,
    type text not null,
    data_id text not null,
    dimension text not null,
    value text not null,
    releases bigint not null,
    primary key (counting, type, data_id, dimension, value)
);

-- Words that are like others. Without the extension pg_trgm, or if it is in a schema that is not on the search path, there are none.
create or replace function similar_words(asked text[]) returns table (token text, word text) language plpgsql stable as $$
begin
    if to_regoperator('%(text,text)') is not null then
        return query
        select given.token, near.word
        from unnest(asked) as given(token)
        cross join lateral (
            select known.word from search_words as known
            where known.word % given.token
            order by similarity(known.word, given.token) desc, known.word
            limit 50
        ) as near;
    end if;
end
$$;
