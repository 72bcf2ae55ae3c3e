-- One version of one type. The first record of a version makes its row.
create table if not exists loads (
    version text not null,
    type text not null,
    file text,
    sha256 text,
    records bigint,
    added bigint,
    changed bigint,
    unchanged bigint,
    removed bigint not null default 0,
    rejected bigint,
    state text not null default 'loading' check (state in ('loading', 'incomplete', 'complete', 'accepted')),
    started_at timestamptz not null,
    completed_at timestamptz,
    primary key (version, type)
);

-- How far the removal of what is older than a load has got: the next page of the table, how many older records the current pass has
-- found, and when a pass found none.
create table if not exists removals (
    version text not null,
    type text not null,
    page bigint not null default 0,
    found bigint not null default 0,
    finished_at timestamptz,
    primary key (version, type)
);

-- The version of a type's first load, which writes no changes. Empty if the table had records before there were loads.
create table if not exists first_loads (
    type text primary key,
    version text not null
);

create table if not exists changes (
    seq bigserial primary key,
    version text not null,
    type text not null,
    data_id text not null,
    change text not null check (change in ('added', 'changed', 'removed')),
    hash text,
    previous_hash text,
    at timestamptz not null,
    unique (version, type, data_id)
);

-- The last change that the feed has published, in one row.
create table if not exists change_feed (
    position bigint not null
);

insert into change_feed select 0 where not exists (select from change_feed);

-- A table that an earlier release has filled. If its records are of one version, that was its first load. A sample decides: to read all of
-- a large table would take minutes.
do $$
declare
    type text;
begin
    foreach type in array array['artists', 'labels', 'masters', 'releases'] loop
        execute format(
            'insert into first_loads (type, version)
             select %1$L, case when count(distinct version) = 1 then min(version) else '''' end
             from (select version from %1$I limit 1000) as sample
             having count(*) > 0
             on conflict (type) do nothing', type);
    end loop;
end
$$;

-- The lock of a type, for pg_advisory_xact_lock with a number of this program's own before it. Who stores records shares it to the end of
-- his transaction. Who settles a load has it alone for a moment: afterwards nobody is left who does not know that.
create or replace function load_lock(of_type text) returns int language sql immutable as $$
    select array_position(array['artists', 'labels', 'masters', 'releases'], of_type)
$$;

-- Must be called by each statement that stores records, before anything else. Returns the newest version that is settled: what is older is
-- to be ignored; and the version of the first load, empty if that is unknown: what is newer writes changes.
--
-- The queries in it see what is committed when they run, unlike those of the statement that calls it.
create or replace function begin_store(of_type text, versions text[], out settled text, out first text)
language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(20260801, load_lock(of_type));
    select coalesce(max(version collate "C"), '') into settled
    from loads where type = of_type and state in ('complete', 'accepted');

    if exists (
        select from unnest(versions) as stored(version)
        where stored.version collate "C" > settled collate "C"
            and (not exists (select from loads where loads.version = stored.version and loads.type = of_type)
                -- The end of the extraction came first, and made the load's row.
                or stored.version <> '' and not exists (select from first_loads where first_loads.type = of_type))
    ) then
        execute format(
            'insert into first_loads (type, version)
             select %1$L, case when exists (select from %1$I) then '''' else $1 end
             where not exists (select from first_loads where type = %1$L)
             on conflict (type) do nothing', of_type)
        using (select min(version collate "C") from unnest(versions) as stored(version) where version <> '');
        insert into loads (version, type, started_at)
        select distinct version, of_type, now()
        from unnest(versions) as stored(version)
        where version <> '' and version collate "C" > settled collate "C"
        on conflict do nothing;
    end if;
    select coalesce(max(version), '') into first from first_loads where type = of_type;
end
$$;

-- Another transaction stored a record after the statement had begun, so that what was there before is not known. The statement is tried
-- again.
create or replace function store_again() returns text language plpgsql volatile as $$
begin
    raise exception 'a record was stored by another transaction meanwhile' using errcode = 'serialization_failure';
end
$$;
