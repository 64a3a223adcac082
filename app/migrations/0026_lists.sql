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
