-- A step that nobody holds is taken by somebody: a review by the review of the station's own level,
-- else by the office. For topics from before it is the office: `instead` is empty there.
-- `nudged_on`: the day the office last asked for what waits at this ring; the ledger keeps them all.
alter table topic add column instead text[] not null default '{}';
alter table topic add column nudged_on date;
grant update (instead, nudged_on) on topic to app_rw;

-- Who was appointed to what, asked for each topic that waits.
create index appointment_role on appointment (county, role) where ended_at is null;
