-- What is nominated to a region, as its list shows it: a row for each region that is to answer it,
-- with how far that is. It begins with the region, so that a page of fifty reads fifty; a county has
-- only its own, a region what it is asked and what it passes on.
create table nominated (
    region int not null,
    county int not null,
    nomination bigint not null,
    state text not null default 'waiting'
        check (state in ('waiting', 'chosen', 'published', 'declined')),
    primary key (region, county, nomination),
    foreign key (county, nomination) references nomination
);
create index nominated_newest on nominated (region, nomination, county);
create index nominated_state on nominated (region, state, nomination, county);
create index nominated_nomination on nominated (county, nomination);
-- One case of a county that has hundreds. Without it the planner takes the index of what is open,
-- which has no id, for as good: it expects one row of each county.
create index nomination_standing on nomination (county, id) where withdrawn_at is null;
-- How many, by county: a county that shares nothing any more is not among them.
create table nominated_count (
    region int not null,
    county int not null,
    state text not null,
    n int not null,
    primary key (region, county, state)
);
-- Statistics of them would mislead, as those of counties do (0003_statistics.sql).
alter table nominated alter column state set statistics 0;
alter table nominated alter column region set statistics 0;
alter table nominated alter column county set statistics 0;
alter table nominated_count alter column county set statistics 0;
alter table nominated enable row level security;
alter table nominated force row level security;
alter table nominated_count enable row level security;
alter table nominated_count force row level security;
grant select, insert, update (state), delete on nominated to app_rw;
grant select, insert, update (n) on nominated_count to app_rw;
grant select, insert, update (state) on nominated to app_region;
grant select, insert, update (n) on nominated_count to app_region;
create policy county on nominated to app_rw
    using (county = app.county()) with check (county = app.county());
create policy county on nominated_count to app_rw
    using (county = app.county()) with check (county = app.county());
create policy region_reads on nominated for select to app_region using (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = nominated.county and share.region = app.region()
          and share.ended_at is null));
create policy region_answers on nominated for update to app_region
    using (region = app.region() and app.under(county))
    with check (region = app.region() and app.under(county));
create policy region_passes_on on nominated for insert to app_region with check (
    region = app.region() / 100 and state = 'waiting' and exists (
        select from nomination as own where own.county = nominated.county
          and own.id = nominated.nomination and own.passed_to = nominated.region));
-- Whoever passes on adds to what waits above: that number alone can be read there.
create policy region_reads on nominated_count for select to app_region using (
    app.under(county)
    and (region = app.region() or region = app.region() / 100 and state = 'waiting'));
create policy region_counts on nominated_count for insert to app_region with check (
    app.under(county)
    and (region = app.region() or region = app.region() / 100 and state = 'waiting'));
create policy region_counts_on on nominated_count for update to app_region using (
    app.under(county)
    and (region = app.region() or region = app.region() / 100 and state = 'waiting'));

alter table nomination no force row level security;
alter table choice no force row level security;
alter table nominated no force row level security;
alter table nominated_count no force row level security;
alter table published_case no force row level security;
insert into nominated (region, county, nomination, state)
select asked.region, nomination.county, nomination.id, case
    when exists (select from published_case as shown
        where shown.county = nomination.county and shown.nomination = nomination.id
          and shown.region = asked.region and shown.withdrawn_at is null) then 'published'
    else coalesce((
        select case kind when 'declined' then 'declined' else 'chosen' end from choice
        where choice.county = nomination.county and choice.nomination = nomination.id
          and choice.region = asked.region and kind <> 'passed_on'
        order by choice.id desc limit 1), 'waiting') end
from nomination cross join lateral (
    select nomination.region union all
    select passed_to where passed_to is not null) as asked (region)
where withdrawn_at is null;
insert into nominated_count select region, county, state, count(*) from nominated group by 1, 2, 3;
alter table nomination force row level security;
alter table choice force row level security;
alter table nominated force row level security;
alter table nominated_count force row level security;
alter table published_case force row level security;

create function app.nominate() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into nominated values (new.region, new.county, new.id);
    elsif new.withdrawn_at is not null then
        delete from nominated where county = new.county and nomination = new.id;
    elsif new.passed_to is distinct from old.passed_to then
        insert into nominated values (new.passed_to, new.county, new.id);
    end if;
    return null;
end $$;
create trigger nominated after insert or update of withdrawn_at, passed_to on nomination
    for each row execute function app.nominate();

create function app.answer_nominated() returns trigger language plpgsql as $$
begin
    update nominated set state = case new.kind when 'declined' then 'declined' else 'chosen' end
    where region = new.region and county = new.county and nomination = new.nomination
      and state <> 'published';
    return null;
end $$;
create trigger nominated after insert on choice for each row when (new.kind <> 'passed_on')
    execute function app.answer_nominated();

-- What is taken back was chosen before: only that is published.
create function app.show_nominated() returns trigger language plpgsql as $$
begin
    update nominated set state = case when new.withdrawn_at is null then 'published' else 'chosen' end
    where region = new.region and county = new.county and nomination = new.nomination;
    return null;
end $$;
create trigger nominated after insert or update of withdrawn_at on published_case
    for each row execute function app.show_nominated();

create function app.count_nominated() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update nominated_count set n = n - 1
        where region = old.region and county = old.county and state = old.state;
    end if;
    if tg_op <> 'DELETE' then
        insert into nominated_count as known values (new.region, new.county, new.state, 1)
        on conflict (region, county, state) do update set n = known.n + 1;
    end if;
    return null;
end $$;
create trigger counted after insert or update of state or delete on nominated
    for each row execute function app.count_nominated();
