-- Townships where there is nothing yet, by an index of their own: whether their county shares it is
-- asked of these alone. Where there are many counties it is asked of each row.
create index township_without on township_count (county, township) where stations + covered = 0;
