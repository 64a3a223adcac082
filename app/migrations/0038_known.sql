-- Whether there is any record of a subject stands beside its place, so that a ranking asks for no counts.
-- What was kept without that is made anew by each county's job.
truncate kept_order;
alter table kept_order add column known boolean[] not null;
grant update (known) on kept_order to app_rw;
insert into jobs.due (county) select id from county;
