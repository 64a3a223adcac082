-- What stands at a ring since when, in the order in which it waits: lists and figures read as far as
-- they are shown.
create index topic_at_ring on topic (county, charter, ring, ring_since, id)
    where stage not in ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn');
drop index topic_under_way;

-- For scores a year's months stand in one row, since a period may begin with any of them: a twelfth of
-- the rows to read. NULL: a month in which nothing was. What was recorded before its month was over is
-- never late, whatever a charter's closing days are: it has no day of its own.
alter table tally rename to tally_by_month;
alter table tally_by_month no force row level security;
create table tally (
    county int not null,
    year date not null,  -- its first day
    whose text not null,
    subject bigint not null,
    known_on date not null,
    kind text not null,
    category text not null,
    form text not null,
    result text not null,
    role text not null,
    n bigint[] not null,
    records bigint[] not null
);
insert into tally
select county, date_trunc('year', month)::date, whose, subject,
       case when known_on >= (month + interval '1 month')::date then known_on else '-infinity' end,
       kind, category, form, result, role,
       array[sum(n) filter (where extract(month from month) = 1),
             sum(n) filter (where extract(month from month) = 2),
             sum(n) filter (where extract(month from month) = 3),
             sum(n) filter (where extract(month from month) = 4),
             sum(n) filter (where extract(month from month) = 5),
             sum(n) filter (where extract(month from month) = 6),
             sum(n) filter (where extract(month from month) = 7),
             sum(n) filter (where extract(month from month) = 8),
             sum(n) filter (where extract(month from month) = 9),
             sum(n) filter (where extract(month from month) = 10),
             sum(n) filter (where extract(month from month) = 11),
             sum(n) filter (where extract(month from month) = 12)],
       array[sum(records) filter (where extract(month from month) = 1),
             sum(records) filter (where extract(month from month) = 2),
             sum(records) filter (where extract(month from month) = 3),
             sum(records) filter (where extract(month from month) = 4),
             sum(records) filter (where extract(month from month) = 5),
             sum(records) filter (where extract(month from month) = 6),
             sum(records) filter (where extract(month from month) = 7),
             sum(records) filter (where extract(month from month) = 8),
             sum(records) filter (where extract(month from month) = 9),
             sum(records) filter (where extract(month from month) = 10),
             sum(records) filter (where extract(month from month) = 11),
             sum(records) filter (where extract(month from month) = 12)]
from tally_by_month group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
drop table tally_by_month;
alter table tally add primary key
    (county, whose, kind, year, subject, known_on, category, form, result, role);
-- A member's year; what came late, for the period in which it counts then.
create index tally_member on tally (county, subject, year) where whose = 'member';
create index tally_late on tally (county, whose, known_on) where known_on > '-infinity';
call app.hold_to_county('tally');
grant select, insert, delete, update (n, records) on tally to app_rw;
