-- Matters at which people sat and that are not public: who came there is taken off the figures that
-- strangers read. Of those there are few, of others that are not public many.
create index topic_internal_sat on topic (county, id) where published_at is null and round > 0;
