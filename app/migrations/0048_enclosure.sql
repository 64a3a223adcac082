-- Photos that whoever raises a matter encloses, with or without an account: held under a secret of
-- their page until the matter is sent, gone if it never is. They are a subject of their own, and no
-- evidence: hidden until somebody who handles the matter allows each.
create table enclosure (
    county int not null,
    id bigint not null default app.new_id(),
    held text not null,  -- hash of the page's secret
    topic bigint,  -- null: not sent yet
    made_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, held),
    unique (county, topic),
    foreign key (county, topic) references topic (county, id)
);
create index enclosure_unsent on enclosure (county, made_at) where topic is null;
call app.hold_to_county('enclosure');
grant select, insert, delete, update (topic) on enclosure to app_rw;

alter table photo add enclosure bigint, add allowed_at timestamptz, add allowed_by bigint,
    add foreign key (county, enclosure) references enclosure (county, id),
    add foreign key (county, allowed_by) references account (county, id),
    add check (allowed_at is null or enclosure is not null);
create index photo_enclosure on photo (county, enclosure) where enclosure is not null;
grant update (allowed_at, allowed_by) on photo to app_rw;
