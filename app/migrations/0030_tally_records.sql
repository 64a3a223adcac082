-- How many records there are behind a sum: what is recorded too late costs by the record, not by
-- how many citizens it tells of. Everything is counted anew.
alter table tally add column records bigint not null default 0;

alter table ledger no force row level security;
alter table dirty no force row level security;
insert into dirty select distinct county, date_trunc('month', happened_on)::date from ledger
   ;
insert into jobs.due (county) select distinct county from ledger;
alter table ledger force row level security;
alter table dirty force row level security;
