-- Whoever took part in an activity and is no member: named in the report, credited with nothing.
alter table activity add column guests text[] not null default '{}';
-- As guests of a sitting they go after the months of the county's rules (app/persons/retention.py).
create index activity_guests on activity (county, happened_on, id) where not guests <@ array['▇▇'];
grant update (guests) on activity to app_rw;
create trigger amended before update of guests on activity
    for each row execute function app.only_amended();
