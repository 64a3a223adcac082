-- The months of the topics' list: which was the first that was raised in one of them.
create index topic_public_raised on topic (county, raised_on, id) where published_at is not null;
