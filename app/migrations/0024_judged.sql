-- What the step judges that a topic waits for, so that its lists know who is a party to it: '' nothing,
-- its words (who raised and reported it), the work (who carried it out). Where all rings of a stage
-- judge the same it is known for topics from before; of others it is written with their next step.
alter table topic add column judged text not null default '' check (judged in ('', 'words', 'work'));
grant update (judged) on topic to app_rw;
alter table topic no force row level security;
update topic set judged = 'words' where stage in ('screening', 'reported');
alter table topic force row level security;
