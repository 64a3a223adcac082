-- What nobody may take beyond what pages look at themselves, as the worker found it when it last looked
-- (app/portal/nobodys.py). Whoever reads it asks again of each.
create table nobodys (
    county int not null,
    topic bigint not null,
    ring_since date not null,  -- as it was then: in the order of the lists that it is read for
    at timestamptz not null default now(),
    primary key (county, topic)
);
create index nobodys_since on nobodys (county, ring_since, topic);
call app.hold_to_county('nobodys');
grant select, insert, delete, update (ring_since, at) on nobodys to app_rw;

-- When the screen on a wall was last read anew by itself: that is no use by a person, and keeps open
-- nothing but that page (app/access/sessions.py).
alter table session add column wall_at timestamptz;
grant update (wall_at) on session to app_rw;
