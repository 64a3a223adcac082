-- Whoever took part in an activity and is no member: named in the report, credited with nothing.
alter table activity add column guests text[] not null default '{}';
