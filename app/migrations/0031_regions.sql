-- A region's pages cost what its own counties cost, however many are on the platform: whose counties
-- are whose is a range of codes, which the keys' indexes serve.
create function app.first_county() returns int language sql stable parallel safe
    as $$ select case when app.region() < 100 then app.region() * 10000 else app.region() * 100 end $$;
create function app.last_county() returns int language sql stable parallel safe
    as $$ select case when app.region() < 100 then app.region() * 10000 + 9999
                      else app.region() * 100 + 99 end $$;
create or replace function app.under(county int) returns boolean language sql stable parallel safe
    as $$ select county >= app.first_county() and county <= app.last_county() $$;

-- What was told of lies under few numbers: the region's, its province's, its prefectures'.
drop policy region_reads on told;
create policy region_reads on told for select to app_region using (
    county in (app.region(), app.region() / 100)
    or county >= app.region() * 100 and county <= app.region() * 100 + 99);
drop function app.akin(int);

-- A decision about a case is read by the region whose it is, as far as it reads the case.
drop policy region_reads on choice;
create policy region_reads on choice for select to app_region using (
    app.under(county)
    and (region = app.region() or kind = 'passed_on' and region / 100 = app.region()) and exists (
        select from nomination as own
        where own.county = choice.county and own.id = choice.nomination));

-- Counties of one name in the national list.
create index division_namesake on division (name, code) where level = 'county';
-- How much each county of a region shares, from the index alone.
drop index share_open;
create unique index share_open on share (county, region, item) include (agreed)
    where ended_at is null;

-- A county's counts as one row for each item (app/ledger/series.py): a region reads one row where it
-- read one for each measure and quarter, and takes one difference for any time.
create table county_series (
    county int not null,
    item text not null,
    began int not null,  -- the first quarter: year × 4 + its place in the year, from 0
    -- [measure][quarter]: what flows is summed up since `began`; what stands is as it stood, null
    -- before it was first counted
    sums bigint[] not null,
    primary key (county, item)
) with (toast_tuple_target = 8160);  -- within the row, uncompressed: each is read in many places
call app.hold_to_county('county_series');
grant select, insert, update (began, sums) on county_series to app_rw;
grant select on county_series to app_region;
create policy region_reads on county_series for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = county_series.county
          and share.item = county_series.item and share.region = app.region()
          and share.ended_at is null));

alter table county_count no force row level security;
alter table county_series no force row level security;
insert into county_series (county, item, began, sums)
with known (item, measure, place, stands) as (values
        ('activity', 'raised', 1, false), ('activity', 'accepted', 2, false),
        ('activity', 'declined', 3, false), ('activity', 'consultations', 4, false),
        ('activity', 'typical', 5, false), ('activity', 'elsewhere', 6, false),
        ('activity', 'forms_used', 7, false), ('activity', 'categories_used', 8, false),
        ('activity', 'quarters_active', 9, false), ('people', 'citizens', 1, false),
        ('people', 'departments', 2, false), ('people', 'member_attendances', 3, false),
        ('results', 'reported', 1, false), ('results', 'adopted', 2, false),
        ('results', 'promises', 3, false), ('results', 'promises_done', 4, false),
        ('results', 'promises_due', 5, false), ('results', 'promises_kept', 6, false),
        ('results', 'solved', 7, false), ('results', 'reopened', 8, false),
        ('results', 'referred', 9, false), ('results', 'references_due', 10, false),
        ('results', 'references_replied', 11, false), ('results', 'references_on_time', 12, false),
        ('results', 'way_raised', 13, false), ('results', 'way_accepted', 14, false),
        ('results', 'way_consulted', 15, false), ('results', 'way_adopted', 16, false),
        ('results', 'way_solved', 17, false), ('results', 'way_rated', 18, false),
        ('results', 'days_accept', 19, false), ('results', 'n_days_accept', 20, false),
        ('results', 'sq_days_accept', 21, false), ('results', 'days_consult', 22, false),
        ('results', 'n_days_consult', 23, false), ('results', 'sq_days_consult', 24, false),
        ('results', 'days_solve', 25, false), ('results', 'n_days_solve', 26, false),
        ('results', 'sq_days_solve', 27, false), ('results', 'days_whole', 28, false),
        ('results', 'n_days_whole', 29, false), ('results', 'sq_days_whole', 30, false),
        ('satisfaction', 'ratings', 1, false), ('satisfaction', 'ratings_solved', 2, false),
        ('satisfaction', 'stars', 3, false), ('coverage', 'stations', 1, true),
        ('coverage', 'stations_county', 2, true), ('coverage', 'stations_township', 3, true),
        ('coverage', 'stations_village', 4, true), ('coverage', 'stations_unit', 5, true),
        ('coverage', 'stations_met', 6, true), ('coverage', 'townships', 7, true),
        ('coverage', 'townships_covered', 8, true), ('coverage', 'villages', 9, true),
        ('coverage', 'villages_covered', 10, true), ('members', 'members', 1, true),
        ('members', 'members_placed', 2, true), ('members', 'members_rural', 3, true),
        ('members', 'members_attending', 4, false), ('population', 'people', 1, true)
), span as (
    select county, min(quarter) as first, max(quarter) as last from county_count group by 1
), cell as (
    select span.county, known.item, known.place, day::date as quarter, case when known.stands
        then (array_agg(n) filter (where n is not null) over past)[count(n) over past]
        else sum(coalesce(n, 0)) over past end as n
    from span cross join known
    cross join generate_series(span.first, span.last, interval '3 months') as day
    left join county_count as own on own.county = span.county and own.measure = known.measure
        and own.quarter = day::date
    window past as (partition by span.county, known.measure order by day)
), line as (
    select county, item, place, min(quarter) as began, array_agg(n::bigint order by quarter) as sums
    from cell group by 1, 2, 3
)
select county, item, extract(year from min(began))::int * 4
    + extract(quarter from min(began))::int - 1, array_agg(sums order by place)
from line group by 1, 2;
alter table county_count force row level security;
alter table county_series force row level security;

-- Parts of a region's pages as they were made last, compressed, for all workers and machines: under
-- the region's code as the number of its realm.
create table kept_view (
    county int not null,
    about text not null,  -- which part, as its page's address says it
    language text not null,
    -- which counties shared what: with other numbers it is shown no more
    shared int not null,
    agreed bigint not null,
    made_at timestamptz not null,
    asked_at timestamptz not null,  -- by a reader, not made anew by the worker
    part bytea not null,
    primary key (county, about, language)
);
call app.hold_to_county('kept_view');
grant select, delete on kept_view to app_rw;
grant select, insert, update (shared, agreed, made_at, asked_at, part) on kept_view to app_region;
create policy region_keeps on kept_view to app_region
    using (county = app.region()) with check (county = app.region());

-- Regions whose pages were asked for, as jobs.due: their usual views are made before they are asked
-- for again.
create table jobs.asked_region (region int not null, at timestamptz not null default now());
grant select, insert, delete on jobs.asked_region to app_rw;
grant insert on jobs.asked_region to app_region;
