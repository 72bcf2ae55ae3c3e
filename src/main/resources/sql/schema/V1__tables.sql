create table if not exists artists (
    data_id text primary key,
    hash text not null,
    data jsonb not null,
    version text not null,
    updated_at timestamptz not null
);

create table if not exists labels (like artists including all);
create table if not exists masters (like artists including all);
create table if not exists releases (like artists including all);
