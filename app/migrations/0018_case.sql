-- 典型: a closed topic that its county nominates to its prefecture or its province, told in texts
-- that were written for publication. The region reads these, and nothing else of the topic.
create table nomination (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    region int not null,  -- to whom
    onward boolean not null,  -- a prefecture may pass it on to its province
    passed_to int,  -- the province it was passed on to
    title text not null,
    matter text not null,
    talk text not null,
    result text not null,
    photos bigint[] not null default '{}',
    nominated_by text not null,
    nominated_at timestamptz not null default now(),
    withdrawn_by text not null default '',
    withdrawn_at timestamptz,  -- from then on it is gone for all but its county
    primary key (county, id),
    foreign key (county, topic) references topic,
    check (region in (county / 10000, county / 100)),
    check (passed_to is null or passed_to = region / 100 and onward),
    check (cardinality(photos) <= 3)
);
create unique index nomination_open on nomination (county, topic, region) where withdrawn_at is null;
call app.hold_to_county('nomination');
grant select, insert, update (photos, withdrawn_by, withdrawn_at) on nomination to app_rw;

-- What regions decide about it, one after the other; nothing goes without an answer. The region
-- writes, the county reads.
create table choice (
    county int not null,
    id bigint not null default app.new_id(),
    nomination bigint not null,
    region int not null,  -- whose decision it is
    kind text not null check (kind in ('chosen', 'declined', 'passed_on', 'published', 'recalled')),
    reason text not null default '',
    person text not null,
    at timestamptz not null default now(),
    counted_at timestamptz,  -- when the county's own job took it into its ledger
    primary key (county, id),
    foreign key (county, nomination) references nomination,
    check (length(reason) <= 500 and (kind not in ('declined', 'recalled') or reason <> ''))
);
create index choice_nomination on choice (county, nomination, id);
create index choice_uncounted on choice (county) where counted_at is null and kind = 'chosen';
call app.hold_to_county('choice');
grant select, update (counted_at) on choice to app_rw;

-- Shared by all: what a region publishes to all counties, in a copy, so that no county ever looks
-- into another's tables. Only the region writes it, only what it chose, only as its county told it.
create table published_case (
    id bigint primary key default app.new_id(),
    county int not null references county (id),
    nomination bigint not null,
    topic bigint not null,
    region int not null,
    title text not null,
    matter text not null,
    talk text not null,
    result text not null,
    photos bigint[] not null,
    published_at timestamptz not null default now(),
    withdrawn_at timestamptz  -- from then on its own county alone sees it
);
create unique index published_case_open on published_case (county, nomination, region)
    where withdrawn_at is null;
create index published_case_county on published_case (county, id);
alter table published_case enable row level security;
alter table published_case force row level security;
create policy everyone_reads on published_case for select to app_rw
    using (withdrawn_at is null or county = app.county());
create policy county_withdraws on published_case for update to app_rw
    using (county = app.county()) with check (county = app.county());
grant select, update (photos, withdrawn_at) on published_case to app_rw;

-- The region sees what is nominated or passed on to it, by counties that share something with it.
grant select (county, id, topic, region, onward, passed_to, title, matter, talk, result, photos,
    nominated_at, withdrawn_at), update (passed_to) on nomination to app_region;
grant select (county, id, nomination, region, kind, reason, person, at),
    insert (county, nomination, region, kind, reason, person) on choice to app_region;
grant select, insert (county, nomination, topic, region, title, matter, talk, result, photos),
    update (withdrawn_at) on published_case to app_region;
create policy region_reads on nomination for select to app_region using (
    withdrawn_at is null and app.under(county) and app.region() in (region, passed_to) and exists (
        select from share where share.county = nomination.county and share.region = app.region()
          and share.ended_at is null));
-- Also for locking it while it is decided about. What it passes on is its own, and goes up only.
create policy region_passes_on on nomination for update to app_region
    using (withdrawn_at is null and app.under(county) and app.region() in (region, passed_to))
    with check (region = app.region() and passed_to is not null);
create policy region_reads on choice for select to app_region using (
    (region = app.region() or kind = 'passed_on' and region / 100 = app.region()) and exists (
        select from nomination as own
        where own.county = choice.county and own.id = choice.nomination));
create policy region_decides on choice for insert to app_region with check (
    region = app.region() and exists (
        select from nomination as own
        where own.county = choice.county and own.id = choice.nomination));
-- An update must leave a row that whoever made it can see: hence those of this very moment.
create policy region_reads on published_case for select to app_region
    using (withdrawn_at is null or region = app.region() and withdrawn_at = now());
create policy region_publishes on published_case for insert to app_region with check (
    region = app.region() and exists (
        select from nomination as own
        where own.county = published_case.county and own.id = published_case.nomination
          and (own.topic, own.title, own.matter, own.talk, own.result, own.photos)
            = (published_case.topic, published_case.title, published_case.matter,
               published_case.talk, published_case.result, published_case.photos))
    and exists (
        select from choice where choice.county = published_case.county
          and choice.nomination = published_case.nomination and choice.region = app.region()
          and choice.kind = 'chosen'));
create policy region_recalls on published_case for update to app_region
    using (region = app.region()) with check (region = app.region() and withdrawn_at = now());

-- A region's forms are sent twice as any others, and it tells a county's job that there is work.
create policy region_remembers on submission for insert to app_region
    with check (county = app.region());
create policy region_recognises on submission for select to app_region
    using (county = app.region());
grant select (county, token, led_to), insert (county, token, led_to) on submission to app_region;
grant usage on schema jobs to app_region;
grant insert on jobs.due to app_region;

-- Gone at once from all counties' pages too: what was published of a nomination that its county
-- withdraws, and what a region published of a county that ends its last share with it.
create function app.case_withdrawn() returns trigger language plpgsql as $$
begin
    update published_case set withdrawn_at = now()
    where county = new.county and nomination = new.id and withdrawn_at is null;
    return null;
end $$;
create trigger withdrawn after update of withdrawn_at on nomination
    for each row when (new.withdrawn_at is not null) execute function app.case_withdrawn();

create function app.county_left() returns trigger language plpgsql as $$
begin
    if exists (select from share where share.county = new.county and share.region = new.region
               and share.ended_at is null) then
        return null;
    end if;
    -- Whoever is publishing one at this moment is waited for.
    perform from nomination where nomination.county = new.county
        and new.region in (nomination.region, nomination.passed_to)
        and nomination.withdrawn_at is null for update;
    update published_case set withdrawn_at = now()
    where county = new.county and region = new.region and withdrawn_at is null;
    return null;
end $$;
-- In the end of the transaction, for a page may end items and agree to others in one.
create constraint trigger county_left after update of ended_at on share
    deferrable initially deferred
    for each row when (new.ended_at is not null) execute function app.county_left();

-- A photo that is taken away is shown nowhere, and leaves no hole on other counties' pages.
create function app.case_without_photo() returns trigger language plpgsql as $$
begin
    update nomination set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    update published_case set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    return null;
end $$;
create trigger taken_from_cases after update of removed_at on photo
    for each row when (new.removed_at is not null) execute function app.case_without_photo();
