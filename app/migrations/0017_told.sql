-- What counties were told of each other: by region (its code as the number of its realm), indicator and
-- quarter, of whom the median and the quartiles were taken. Told once a quarter, so that nobody can
-- take the difference of two days; who was told of is kept, so that later groups differ by nobody or by
-- five at least (app/regions/membership/telling.py). No median: a county in it has ended its share.
create table told (
    county int not null,
    indicator text not null,
    last date not null,  -- first day of the last quarter
    counties int[] not null,
    middle double precision,
    low double precision,
    high double precision,
    among int not null,
    told_at timestamptz not null default now(),
    primary key (county, indicator, last)
);
call app.hold_to_county('told');

-- Whose counties are the same: the region itself, its province, its prefectures.
create function app.akin(code int) returns boolean language sql stable parallel safe
    as $$ select app.region() in (code, code / 100) or app.region() / 100 = code $$;
grant select, insert, update (middle, low, high) on told to app_region;
create policy region_reads on told for select to app_region using (app.akin(county));
create policy region_tells on told for insert to app_region with check (county = app.region());
create policy region_recalls on told for update to app_region
    using (county = app.region()) with check (county = app.region());
grant select (indicator, last) on standing to app_region;

-- Places of before were told of fewer than five, too: the worker makes them anew.
alter table standing no force row level security;
delete from standing;
alter table standing force row level security;
