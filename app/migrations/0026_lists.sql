-- Indexes in the order of each list, of public rows and of others apart: what nobody has published
-- costs its readers nothing. Where a list may be of some stages, categories or stations, each of them
-- has its own newest at hand, and few of each are put together.
create index topic_public on topic (county, id) where published_at is not null;
create index topic_public_stage on topic (county, stage, id) where published_at is not null;
create index topic_public_category on topic (county, category, stage, id)
    where published_at is not null;
create index topic_public_station on topic (county, station, id) where published_at is not null;
create index topic_internal on topic (county, id) where published_at is null;
create index topic_internal_stage on topic (county, stage, id) where published_at is null;
create index topic_internal_category on topic (county, category, stage, id)
    where published_at is null;
create index topic_internal_station on topic (county, station, id) where published_at is null;
create index topic_internal_held on topic (county, id) where published_at is null and held_by <> '{}';
create index topic_internal_raiser on topic (county, raiser, id)
    where published_at is null and raiser is not null;
drop index topic_station;

-- What is under way, in the order in which it waits; ended stages as in app/charter/stages.py.
create index topic_waits on topic (county, ring_since, id)
    where stage not in ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')
       or held_by <> '{}';
create index topic_under_way on topic (county, charter, ring)
    where stage not in ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn');
create index commitment_owed on commitment (county, department, due_on, id)
    where done_on is null and withdrawn_on is null;
create index commitment_undone on commitment (county, id)
    where done_on is null and withdrawn_on is null;
create index commitment_to_verify on commitment (county, done_on, id)
    where done_on is not null and verified_on is null and withdrawn_on is null;
create index commitment_open on commitment (county, id)
    where verified_on is null and withdrawn_on is null;
create index consultation_planned on consultation (county, held_on, id) where state = 'planned';
create index appeal_waits on appeal (county, id) where answered_at is null;

create index consultation_form on consultation (county, form, held_on, id);
create index consultation_latest on consultation (county, station, held_on, id);
drop index consultation_station;
create index station_open on station (county, division, id) where closed_on is null;
drop index station_division;

create index appointment_at on appointment (county, role, station) where ended_at is null;
drop index appointment_role;
