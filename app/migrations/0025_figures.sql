-- Counts are kept as entries come, instead of made anew by months: what a batch of sealed entries adds
-- to each (app/ledger/folding.py). As many rows as there are things to tell apart and years.
create table figure (
    county int not null,
    "by" text not null,  -- what it is narrowed by (app/ledger/figures.py): '', level, form, station …
    kind text not null,
    part text not null,  -- the value of what it is narrowed by
    since date not null,  -- the first day of its year, quarter or month
    n bigint not null,  -- the sum of quantities
    entries bigint not null,
    primary key (county, "by", kind, part, since)
);
call app.hold_to_county('figure');
grant select, insert, delete, update (n, entries) on figure to app_rw;

-- Up to which place of its chain a county's entries are in what is kept. What lies behind it, and what
-- waits to be sealed, is read from the entries themselves.
create table folded (
    county int not null primary key,
    position bigint not null
);
call app.hold_to_county('folded');
grant select, insert, update (position) on folded to app_rw;

-- What was made anew by months knew nothing of the chain. Each county's is folded anew by its job, a
-- batch at a time; until then all of its entries are read themselves.
truncate tally;
grant update (n, records) on tally to app_rw;
grant update (n) on county_count to app_rw;
drop table dirty;
insert into jobs.due (county) select id from county;

-- A station's entries of late, not all that it ever had; one sitting's of a kind.
drop index ledger_station;
create index ledger_station on ledger (county, station, kind, happened_on, id);
drop index ledger_consultation;
create index ledger_consultation on ledger (county, consultation, kind)
    where consultation is not null;
-- A member's year; what was taken back in a period; consultations narrowed to one word.
create index tally_member on tally (county, subject, month) where whose = 'member';
create index ledger_member on ledger (county, member, happened_on, id)
    where member is not null and reverses is null;
create index ledger_back on ledger (county, happened_on, kind) where reverses is not null;
create index ledger_form on ledger (county, form, happened_on, id) where kind = 'consultation.filed';
create index ledger_result on ledger (county, result, happened_on, id) where kind = 'consultation.filed';
create index ledger_level on ledger (county, level, happened_on, id) where kind = 'consultation.filed';
