-- The publisher's own sign, beside the worker's: that it is there, at what its last round broke off
-- ('' where it did not), and when a round last went through. Null: there was none yet.
alter table jobs.pulse add column publisher_at timestamptz;
alter table jobs.pulse add column publisher text not null default '';
alter table jobs.pulse add column published_at timestamptz;
