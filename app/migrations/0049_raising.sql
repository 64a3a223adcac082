-- Who meets the same matter joins it: once a browser and matter, of which only a mark is kept that
-- differs from matter to matter. How many, the ledger says.
create table joined (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    browser text not null,
    code text not null,  -- by which they are told what came of it
    joined_on date not null,
    primary key (county, id),
    unique (county, topic, browser),
    unique (county, code),
    foreign key (county, topic) references topic (county, id)
);
call app.hold_to_county('joined');
grant select, insert on joined to app_rw;

-- Where a station is, in WGS-84, as its keeper's phone said standing there.
alter table station add latitude double precision, add longitude double precision, add placed_on date,
    add placed_by bigint,
    add foreign key (county, placed_by) references account (county, id),
    add check (num_nonnulls(latitude, longitude, placed_on) in (0, 3));
create index station_placed on station (county, id) where latitude is not null;
grant update (latitude, longitude, placed_on, placed_by) on station to app_rw;

-- A clerk raises for somebody: how it came, the number of the paper slip, who wrote it down.
alter table topic add brought text not null default '' check (brought in ('', 'window', 'paper', 'telephone')),
    add slip text not null default '',  -- leads to whoever wrote it, and goes with their name
    add brought_by bigint,
    add foreign key (county, brought_by) references account (county, id),
    add check ((brought = '') = (brought_by is null));
grant update (slip) on topic to app_rw;
