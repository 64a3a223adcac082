create table station (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null,  -- a key of the charter's stations.kinds
    level text not null check (level in ('county', 'township', 'village', 'unit', 'area')),
    name text not null,
    division text not null,  -- of the national list: where it stands
    parent bigint,
    lineage bigint[] not null,  -- itself and what it lies under, from the top
    address text not null default '',
    opened_on date not null,
    closed_on date,
    code text not null,  -- on the wall: raise a matter here
    primary key (county, id),
    unique (county, code),
    foreign key (county, parent) references station
);
create index station_parent on station (county, parent, name);
create index station_division on station (county, division);
call app.hold_to_county('station');
grant select, insert, update (kind, name, address, parent, lineage, closed_on) on station to app_rw;

create table department (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    primary key (county, id),
    unique (county, name)
);
call app.hold_to_county('department');
grant select, insert, update (name) on department to app_rw;

-- A member of the CPPCC. `phone` is personal data: masked wherever it is shown.
create table member (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    sector text not null,
    standing boolean not null default false,
    phone text not null default '',
    station bigint,  -- where the member is placed
    mode text not null default 'fixed',  -- a key of the charter's placement.modes
    account bigint,
    left_on date,
    primary key (county, id),
    unique (county, account),
    foreign key (county, station) references station,
    foreign key (county, account) references account
);
create index member_station on member (county, station);
call app.hold_to_county('member');
grant select, insert, update (name, sector, standing, phone, station, mode, account, left_on) on member to app_rw;

-- A role held by an account, perhaps only at a station and what lies under it.
create table appointment (
    county int not null,
    id bigint not null default app.new_id(),
    account bigint not null,
    role text not null,
    station bigint,  -- null: everywhere in the county
    department bigint,  -- of a department's people: which
    since timestamptz not null default now(),
    ended_at timestamptz,
    primary key (county, id),
    foreign key (county, account) references account,
    foreign key (county, station) references station,
    foreign key (county, department) references department
);
create index appointment_account on appointment (county, account);
call app.hold_to_county('appointment');
grant select, insert, update (ended_at) on appointment to app_rw;
