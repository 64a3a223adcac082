-- Jobs are taken by turns, county by county (app/jobs/turns.py). A job's headers name its county;
-- its priority is its place: the head of the queue, and behind all of its own county's.
alter table jobs.pgqueuer
    add column county int generated always as ((headers ->> 'county')::int) stored;
update jobs.pgqueuer
    set headers = jsonb_build_object('county', convert_from(payload, 'utf8')::jsonb ->> 'county')
    where headers is null and payload is not null;
create index pgqueuer_county on jobs.pgqueuer (county, priority) where status = 'queued';
create index pgqueuer_at_work on jobs.pgqueuer (queue_manager_id, county) where status = 'picked';
