-- The operator suspends a county: its sessions end, nobody signs in, nothing is sent in. It is read.
alter table county add suspended_at timestamptz, add suspended_why text not null default '';
create policy operator_suspends on county for update to app_rw
    using (app.county() = 1) with check (app.county() = 1);
grant update (suspended_at, suspended_why) on county to app_rw;

-- What was spent of a quota, in spans of time: counted before it is tried, by all workers together.
-- Attempts were rows that were counted and then written, so that of many at once some too many came through.
drop table attempt;
create table quota (
    county int not null,
    what text not null,
    who text not null,  -- a keyed hash of an address, an account, or all of the county
    since timestamptz not null,
    spent int not null default 1,
    primary key (county, what, who, since)
) with (fillfactor = 70);
create index quota_since on quota (county, since);
call app.hold_to_county('quota');
grant select, insert, delete, update (spent) on quota to app_rw;

-- A sign-up keeps its county's and its address's place only once the operator has reached its contact.
alter table signup add confirmed_at timestamptz, add confirmed_by bigint;
alter table signup no force row level security;
update signup set confirmed_at = asked_at where state = 'waiting';
alter table signup force row level security;
drop index signup_waiting;
create unique index signup_waiting on signup (county, code)
    where state = 'waiting' and confirmed_at is not null;
create unique index signup_slug on signup (county, slug)
    where state = 'waiting' and confirmed_at is not null;
grant update (confirmed_at, confirmed_by) on signup to app_rw;
