-- Every key of a county's table starts with county, so that no row can point into another county
-- (foreign keys look past row policies), and so that Citus can distribute the tables as they are.

create schema app;
grant usage on schema app to app_rw;

-- Plain and without subquery: it is inlined, the key's index serves it, and Citus takes it.
-- When SET LOCAL has ended, the setting is '' rather than null.
create function app.county() returns int language sql stable parallel safe
    as $$ select nullif(current_setting('app.county', true), '')::int $$;

-- Ids stand in addresses, so they must neither count nor be guessed, and lists page by them, so
-- they grow with time: microseconds since 2024, then 12 bits that keep ids of one moment apart.
create sequence app.tick;
grant usage on sequence app.tick to app_rw;
create function app.new_id() returns bigint language sql volatile parallel restricted
    as $$ select ((extract(epoch from clock_timestamp()) * 1000000)::bigint - 1704067200000000) * 4096
               + nextval('app.tick') % 4096 $$;

create procedure app.hold_to_county(held regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', held);
    execute format('alter table %s force row level security', held);
    execute format(
        'create policy county on %s to app_rw'
        ' using (county = app.county()) with check (county = app.county())', held);
end $$;

create function app.refuse() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

-- Shared by all: the national list, province to village (Bureau of Statistics, 2023).
create table division (
    code text primary key,
    name text not null,
    level text not null check (level in ('province', 'prefecture', 'county', 'township', 'village')),
    parent text,  -- null: a province
    path text not null,  -- names from the province down, as a person reads them
    initials text not null,  -- pinyin initials, of counties only; else ''
    romanised text not null  -- 嘉善县: jiashan; likewise
);
create index division_county on division (code) where level = 'county';
grant select on division to app_rw;

-- Shared by all: which counties there are. Whoever is bound to a county may enter it, nobody else.
create table county (
    id int primary key check (id between 100000 and 999999),  -- the division code (GB/T 2260)
    slug text not null unique,
    name text not null,
    opened_at timestamptz not null
);
alter table county enable row level security;
alter table county force row level security;
create policy everyone_reads on county for select to app_rw using (true);
create policy county_enters on county for insert to app_rw with check (id = app.county());
grant select, insert on county to app_rw;
