-- Of some days, whatever kinds are asked for: these are few. A station's are asked for by the station,
-- which the primary key leads to; that looked no better than all stations' of the same kinds.
drop index figure_since;
create index figure_since on figure (county, "by", since, kind) where "by" <> 'station';

-- Whoever has a role at a station has its matters that wait for somebody, and not the county's.
create index topic_held_at on topic (county, station, ring_since, id) where held_by <> '{}';
-- Whoever has one everywhere has those of the rings that may be theirs.
create index topic_held_ring on topic (county, charter, ring, stage, ring_since, id)
    where held_by <> '{}';
create index topic_instead on topic (county, ring_since, id) where held_by <> '{}' and instead <> '{}';
