-- Who is no member is nobody to be found by it: a planner that knows no figures took that for rare.
create index participant_as_member on participant (county, member) where member is not null;
drop index participant_member;
