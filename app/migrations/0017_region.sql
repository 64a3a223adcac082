-- A county's counts by months, all stations together: what provinces and prefectures compare.
create table county_count (
    county int not null,
    month date not null,
    kind text not null,
    level text not null,
    category text not null,
    form text not null,
    result text not null,
    entries int not null,
    quantity bigint not null,
    primary key (county, month, kind, level, category, form, result)
);
call app.hold_to_county('county_count');
grant select, insert, delete on county_count to app_rw;

-- What a county lets a region see: item by item, and only from the day it agreed.
create table share (
    county int not null,
    id bigint not null default app.new_id(),
    region int not null check (region between 10 and 99 or region between 1000 and 9999),
    item text not null,
    kinds text[] not null,  -- of the ledger: what the item lets through
    agreed_by text not null,
    agreed_at timestamptz not null default now(),
    ended_by text not null default '',
    ended_at timestamptz,
    primary key (county, id)
);
create unique index share_open on share (county, region, item) where ended_at is null;
call app.hold_to_county('share');
grant select, insert, update (ended_by, ended_at) on share to app_rw;

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
-- app_rw's tables, of no county that has not agreed, of no item that it keeps to itself.
create function app.region() returns int language sql stable parallel safe
    as $$ select nullif(current_setting('app.region', true), '')::int $$;
create function app.under(county int) returns boolean language sql stable parallel safe
    as $$ select county / case when app.region() < 100 then 10000 else 100 end = app.region() $$;
grant usage on schema app to app_region;
grant usage on sequence app.tick to app_region;
grant select on county, division to app_region;
grant select on share, county_count to app_region;
grant insert on look to app_region;
create policy region_reads on county for select to app_region using (true);
create policy region_reads on share for select to app_region
    using (region = app.region() and app.under(county) and ended_at is null);
create policy region_reads on county_count for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = county_count.county
          and share.region = app.region() and share.ended_at is null
          and county_count.kind = any (share.kinds)));
create policy region_notes on look for insert to app_region with check (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = look.county and share.region = app.region()
          and share.ended_at is null));

alter table ledger no force row level security;
alter table dirty no force row level security;
insert into dirty select distinct county, date_trunc('month', happened_on)::date from ledger;
insert into jobs.due (county) select distinct county from ledger;
alter table ledger force row level security;
alter table dirty force row level security;
