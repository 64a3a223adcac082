-- How many records there are behind a sum: what is recorded too late costs by the record, not by
-- how many citizens it tells of. Everything is counted anew.
alter table tally add column records bigint not null default 0;

alter table ledger no force row level security;
alter table commitment no force row level security;
alter table dirty no force row level security;
-- What departments did before is due, too: on the day it was done or had to be, whichever was first.
insert into ledger (county, kind, happened_on, recorded_at, station, topic, commitment, level,
    station_kind, category)
select done.county, 'commitment.due', least(done.happened_on, commitment.due_on), done.recorded_at,
    done.station, done.topic, done.commitment, done.level, done.station_kind, done.category
from ledger as done
join commitment on commitment.county = done.county and commitment.id = done.commitment
where done.kind = 'commitment.done' and done.reverses is null
  and not exists (select from ledger as back where back.county = done.county and back.reverses = done.id);
insert into dirty select distinct county, date_trunc('month', happened_on)::date from ledger;
insert into jobs.due (county) select distinct county from ledger;
alter table ledger force row level security;
alter table commitment force row level security;
alter table dirty force row level security;
