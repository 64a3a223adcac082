-- What provinces and prefectures compare: a county's counts by quarters, one row for each measure
-- (app/ledger/measures.py), made anew from the ledger with the counts by months. They take the
-- place of month_count, which nothing else read.
drop table month_count;
create table county_count (
    county int not null,
    quarter date not null,  -- its first day
    item text not null,  -- what a county shares or not: the measure's item
    measure text not null,
    n bigint not null,
    primary key (county, measure, quarter)
);
call app.hold_to_county('county_count');
grant select, insert, delete on county_count to app_rw;

-- Where there are stations, today: one row for each township of the national list.
create table township_count (
    county int not null,
    township text not null,  -- nine digits
    stations int not null,  -- of the township itself
    villages int not null,  -- in the list, but for those that are none
    covered int not null,  -- villages with a station
    primary key (county, township)
);
call app.hold_to_county('township_count');
grant select, insert, delete on township_count to app_rw;

-- What the office says of its county: no record tells it.
create table profile (
    county int primary key,
    people int not null check (people > 0),  -- inhabitants
    said_of int not null,  -- the year of that figure
    said_by text not null,
    said_at timestamptz not null default now()
);
call app.hold_to_county('profile');
grant select, insert, update (people, said_of, said_by, said_at) on profile to app_rw;

-- What a county lets a region see: item by item, and only from the day it agreed.
create sequence app.change;
grant usage on sequence app.change to app_rw;
create table share (
    county int not null,
    id bigint not null default app.new_id(),
    region int not null check (region between 10 and 99 or region between 1000 and 9999),
    item text not null,
    -- numbers that only grow, so that workers know whether pages that they keep still hold: of the
    -- agreement, and of what the item lets through, whenever that has changed
    agreed bigint not null default nextval('app.change'),
    changed bigint not null default nextval('app.change'),
    agreed_by text not null,
    agreed_at timestamptz not null default now(),
    ended_by text not null default '',
    ended_at timestamptz,
    primary key (county, id)
);
create unique index share_open on share (county, region, item) where ended_at is null;
call app.hold_to_county('share');
grant select, insert, update (changed, ended_by, ended_at) on share to app_rw;

-- Who of the region looked at this county's counts, and when: the county reads it.
create table look (
    county int not null,
    id bigint not null default app.new_id(),
    region int not null,
    person text not null,
    page text not null,
    looked_on date not null default current_date,
    primary key (county, id),
    unique (county, region, person, page, looked_on)  -- once a day
);
call app.hold_to_county('look');
grant select on look to app_rw;

-- The region's staff read as a role of its own, which sees these rows and no others: not one of
-- app_rw's tables, of no county that has not agreed, of no item that it keeps to itself, and no name
-- of whoever agreed.
create function app.region() returns int language sql stable parallel safe
    as $$ select nullif(current_setting('app.region', true), '')::int $$;
create function app.under(county int) returns boolean language sql stable parallel safe
    as $$ select county / case when app.region() < 100 then 10000 else 100 end = app.region() $$;
grant usage on schema app to app_region;
grant usage on sequence app.tick to app_region;
grant select on county, division, county_count, township_count to app_region;
grant select (county, region, item, agreed, changed, ended_at) on share to app_region;
grant select (county, platform, title, number, document, withdrawn_at) on published_charter to app_region;
grant insert on look to app_region;
create policy region_reads on county for select to app_region using (true);
create policy region_reads on share for select to app_region
    using (region = app.region() and app.under(county) and ended_at is null);
create policy region_reads on county_count for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = county_count.county
          and share.item = county_count.item and share.region = app.region()
          and share.ended_at is null));
create policy region_reads on township_count for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = township_count.county
          and share.item = 'coverage' and share.region = app.region()
          and share.ended_at is null));
create policy region_reads on published_charter for select to app_region
    using (app.under(county) and withdrawn_at is null);
create policy region_notes on look for insert to app_region with check (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = look.county and share.region = app.region()
          and share.ended_at is null));

-- A region's own, under its code as the number of its realm: what it weighs its counties by, …
create table weighting (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    weights jsonb not null,  -- key of an indicator → weight, above zero
    saved_by text not null,
    saved_at timestamptz not null default now(),
    primary key (county, id)
);
call app.hold_to_county('weighting');
grant select, insert on weighting to app_rw;

-- … and keys by which its own systems fetch the figures. Only their hash is kept.
create table api_key (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    hash text not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    ended_at timestamptz,
    used_at timestamptz,
    minute timestamptz not null default '-infinity',  -- that began with the first request …
    used int not null default 0,  -- … of so many: shared by all workers
    primary key (county, id),
    unique (county, hash)
);
call app.hold_to_county('api_key');
grant select, insert, update (ended_at, used_at, minute, used) on api_key to app_rw;

-- Where a county stands in a region that it shares with: written by the region's role, read by the
-- county, which so never sees another's row.
create table standing (
    county int not null,
    region int not null,
    indicator text not null,
    first date not null,  -- first days of the first and the last quarter
    last date not null,
    number double precision,
    middle double precision,
    low double precision,  -- the quartiles
    high double precision,
    light text not null,
    rank int,
    among int not null,
    made_at timestamptz not null default now(),
    primary key (county, region, indicator)
);
call app.hold_to_county('standing');
grant select, delete on standing to app_rw;
grant select (county, region), insert, delete on standing to app_region;
create policy region_places on standing for insert to app_region with check (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = standing.county and share.region = app.region()
          and share.ended_at is null));
create policy region_replaces on standing for delete to app_region
    using (region = app.region() and app.under(county));
create policy region_finds on standing for select to app_region
    using (region = app.region() and app.under(county));
-- Regions whose counties' places are to be made anew, as jobs.due.
create table jobs.due_region (region int not null);
grant select, insert, delete on jobs.due_region to app_rw;

alter table ledger no force row level security;
alter table dirty no force row level security;
insert into dirty select distinct county, date_trunc('month', happened_on)::date from ledger;
insert into jobs.due (county) select distinct county from ledger;
alter table ledger force row level security;
alter table dirty force row level security;
