-- What stands at a ring since when, in the order in which it waits: lists and figures read as far as
-- they are shown.
create index topic_at_ring on topic (county, charter, ring, ring_since, id)
    where stage not in ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn');
drop index topic_under_way;
