-- A photo lies in the object store; the row says what it shows and how far its intake has come.
create table photo (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint,
    consultation bigint,
    commitment bigint,
    station bigint,
    caption text not null default '',
    state text not null default 'pending' check (state in ('pending', 'arrived', 'ready', 'refused')),
    refusal text not null default '',  -- a msgid
    object text not null,  -- key of the upload, and stem of the renditions' keys
    sha256 text not null default '',
    width int not null default 0,
    height int not null default 0,
    taken_at timestamptz,  -- from the camera; private, as is the place
    taken_zone_known boolean not null default false,
    latitude double precision,
    longitude double precision,
    account bigint,
    uploaded_at timestamptz not null default now(),
    removed_at timestamptz,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, consultation) references consultation,
    foreign key (county, commitment) references commitment,
    foreign key (county, station) references station,
    foreign key (county, account) references account
);
create index photo_consultation on photo (county, consultation);
create index photo_topic on photo (county, topic);
create index photo_commitment on photo (county, commitment);
create index photo_station on photo (county, station);
create index photo_unfinished on photo (county, uploaded_at) where state in ('pending', 'arrived');
call app.hold_to_county('photo');
grant select, insert, delete, update (caption, state, refusal, sha256, width, height, taken_at,
    taken_zone_known, latitude, longitude, removed_at) on photo to app_rw;
