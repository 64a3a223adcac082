-- What lies in the store and no photo needs, since when that is known. `ahead`: it came after the
-- database had looked for the last time, as everything does that a restored database does not know.
create table stray (
    county int not null,
    key text not null,
    ahead boolean not null,
    found_at timestamptz not null,
    primary key (county, key)
);
call app.hold_to_county('stray');
grant select, insert, delete, update (ahead, found_at) on stray to app_rw;

-- When the database looked into the store for the last time.
create table store_look (
    county int not null primary key,
    at timestamptz not null
);
call app.hold_to_county('store_look');
grant select, insert, update (at) on store_look to app_rw;

-- What is said beside a photo whose own caption is kept as it was recorded.
create table photo_note (
    county int not null,
    id bigint not null default app.new_id(),
    photo bigint not null,
    text text not null,
    account bigint not null,
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, photo) references photo (county, id),
    foreign key (county, account) references account (county, id)
);
create index photo_note_photo on photo_note (county, photo);
call app.hold_to_county('photo_note');
grant select, insert on photo_note to app_rw;

-- Why the office took away a photo that was kept: it stands where the photo stood.
alter table photo add column removed_reason text not null default '';
grant update (removed_reason) on photo to app_rw;
