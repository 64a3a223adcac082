-- What a region's counties counted, as its pages read it: of each measure, summed up to the end of each
-- quarter, one number for each county. A page reads two rows for a measure and any time, however many
-- counties there are (app/regions/counts.py). The worker adds what is noted (jobs.uncounted); of whom
-- something is noted, pages read the counts themselves.
create table region_counted (
    county int not null primary key,  -- the region's code as the number of its realm
    counties int[] not null,  -- each in its place for good: who is new comes last
    first int not null,  -- quarters by their numbers, year × 4 + place in the year, from 0
    last int not null
);
create table region_count (
    county int not null,
    measure text not null,
    quarter int not null,
    -- 8 bytes for each county in its place, the lowest first; who has no place in it yet has nothing
    n bytea not null,
    primary key (county, measure, quarter)
);
alter table region_count alter n set storage external;  -- as quick to read as it is to write
call app.hold_to_county('region_counted');
call app.hold_to_county('region_count');
grant select, insert, update (counties, first, last) on region_counted to app_rw;
grant select, insert, update (n) on region_count to app_rw;
grant select on region_counted to app_region;
grant select, update (n) on region_count to app_region;
create policy region_reads on region_counted for select to app_region using (county = app.region());
create policy region_reads on region_count for select to app_region using (county = app.region());
-- A county that ends a share takes its numbers out at once, as the region.
create policy region_forgets on region_count for update to app_region
    using (county = app.region()) with check (county = app.region());

-- Counties whose counts are not in their region's yet. Without a unique key: whoever counts waits for
-- nobody.
create table jobs.uncounted (region int not null, county int not null);
create index on jobs.uncounted (region, county);
grant select, insert, delete on jobs.uncounted to app_rw;
grant select on jobs.uncounted to app_region;
alter table jobs.uncounted enable row level security;
create policy noted on jobs.uncounted to app_rw using (true) with check (true);
create policy region_reads on jobs.uncounted for select to app_region
    using (region = app.region());

create function app.note_uncounted() returns trigger language plpgsql as $$
begin
    insert into jobs.uncounted select region, county from share
    where county = new.county and item = new.item and ended_at is null;
    return null;
end $$;
create trigger uncounted after insert or update on county_series
    for each row execute function app.note_uncounted();
create trigger uncounted after insert on share
    for each row execute function app.note_uncounted();

alter table share no force row level security;
insert into jobs.uncounted select distinct region, county from share where ended_at is null;
alter table share force row level security;
