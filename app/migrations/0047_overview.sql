-- An overview of the county for its leaders: counts by quarters of what is kept by years, and which
-- stations had any activity. What is kept is made anew beside what is read (app/ledger/folding.py).
create index figure_since on figure (county, "by", since);
alter table anew no force row level security;
insert into anew (county, position) select id, 0 from county on conflict (county) do update set position = 0;
alter table anew force row level security;
insert into jobs.due (county) select id from county;

-- Whom to call: of a unit and of whoever works there, at the desk; no private number is asked for.
alter table account add column phone text not null default '';
grant update (phone) on account to app_rw;
alter table department add column phone text not null default '';
grant update (phone) on department to app_rw;

-- What a new county's office has done of the first day's list without leaving a trace elsewhere; and
-- that it has put the list away ('all'). Counties that have matters are new no more.
create table first_day (
    county int not null,
    item text not null,
    account bigint,  -- null: it was at work before there was a list
    at timestamptz not null default now(),
    primary key (county, item),
    foreign key (county, account) references account
);
alter table topic no force row level security;
insert into first_day (county, item) select distinct county, 'all' from topic;
alter table topic force row level security;
call app.hold_to_county('first_day');
grant select, insert, delete on first_day to app_rw;

-- The calendar: activities of some days. And what is announced at a station.
create index activity_day on activity (county, happened_on, id);
create index consultation_announced on consultation (county, station, held_on, id) where state = 'planned';

-- A county may begin from another's rules, as they were published when it asked.
alter table signup add column rules text not null default '';
