-- What scores are counted from: each entry under everything it may be scored for, on the day it
-- counts. What is taken back counts on the day of what it takes back, so that it vanishes from there.
create view counted with (security_invoker = true) as
    select entry.county, entry.id, entry.kind, entry.category, entry.form, entry.result, entry.role,
           entry.station, entry.topic, entry.consultation, entry.commitment, entry.happened_on,
           entry.reverses, whose.whose, whose.subject, entry.happened_on as counts_on,
           -- the day it was recorded, or the month's last for what was recorded before its end
           greatest((entry.recorded_at at time zone 'Asia/Shanghai')::date,
                    (date_trunc('month', entry.happened_on) + interval '1 month - 1 day')::date) as known_on,
           -- a rating's quantity is its stars: one rating is one
           case when entry.kind = 'rating.given' then sign(entry.quantity)::int else entry.quantity end as n
    from ledger as entry
    left join commitment on commitment.county = entry.county and commitment.id = entry.commitment
    cross join lateral (values ('station', entry.station), ('member', entry.member),
                               ('department', commitment.department)) as whose (whose, subject)
    where entry.reverses is null and whose.subject is not null
    union all
    select entry.county, entry.id, entry.kind, entry.category, entry.form, entry.result, entry.role,
           entry.station, entry.topic, entry.consultation, entry.commitment, entry.happened_on,
           entry.reverses, whose.whose, whose.subject, posted.happened_on,
           greatest((posted.recorded_at at time zone 'Asia/Shanghai')::date,
                    (date_trunc('month', posted.happened_on) + interval '1 month - 1 day')::date),
           case when entry.kind = 'rating.given' then sign(entry.quantity)::int else entry.quantity end
    from ledger as entry
    join ledger as posted on posted.county = entry.county and posted.id = entry.reverses
    left join commitment on commitment.county = entry.county and commitment.id = entry.commitment
    cross join lateral (values ('station', entry.station), ('member', entry.member),
                               ('department', commitment.department)) as whose (whose, subject)
    where entry.reverses is not null and whose.subject is not null;
grant select on counted to app_rw;

create index ledger_day on ledger (county, happened_on, kind);

-- The same by months: as many rows as there are things to tell apart, not as there are records.
-- Recomputed month by dirty month; months that are dirty are read from the entries themselves.
create table tally (
    county int not null,
    month date not null,
    whose text not null,  -- station, member or department
    subject bigint not null,
    known_on date not null,
    kind text not null,
    category text not null,
    form text not null,
    result text not null,
    role text not null,
    n bigint not null,
    primary key (county, whose, month, kind, subject, known_on, category, form, result, role)
);
create index tally_late on tally (county, whose, known_on)
    where known_on >= (month + interval '1 month')::date;
call app.hold_to_county('tally');
grant select, insert, delete on tally to app_rw;

-- What was recorded before is counted like the rest. Policies hold for the owner too, so for once
-- they are lifted from these two tables, within this transaction.
alter table ledger no force row level security;
alter table dirty no force row level security;
insert into dirty select distinct county, date_trunc('month', happened_on)::date from ledger;
insert into jobs.due (county) select distinct county from ledger;
alter table ledger force row level security;
alter table dirty force row level security;
