-- Files other than photos: what they belong to, what they are by their bytes, and whether somebody has
-- made them public. They lie in the store as they were sent.
create table file (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint,
    passage bigint,
    consultation bigint,
    outcome bigint,
    commitment bigint,
    activity bigint,
    station bigint,
    name text not null,  -- as whoever sent it calls it; its ending follows from what it is
    type text not null default '',  -- found when it is taken in
    size bigint not null default 0,
    state text not null default 'pending' check (state in ('pending', 'arrived', 'ready', 'refused')),
    refusal text not null default '',  -- a msgid
    object text not null,  -- its key in the store
    sha256 text not null default '',
    account bigint,
    uploaded_at timestamptz not null default now(),
    published_at timestamptz,  -- null: internal
    published_by bigint,
    removed_at timestamptz,
    removed_reason text not null default '',
    primary key (county, id),
    check (num_nonnulls(topic, passage, consultation, outcome, commitment, activity, station) = 1),
    foreign key (county, topic) references topic (county, id),
    foreign key (county, passage) references passage (county, id),
    foreign key (county, consultation) references consultation (county, id),
    foreign key (county, outcome) references outcome (county, id),
    foreign key (county, commitment) references commitment (county, id),
    foreign key (county, activity) references activity (county, id),
    foreign key (county, station) references station (county, id),
    foreign key (county, account) references account (county, id),
    foreign key (county, published_by) references account (county, id)
);
create index file_topic on file (county, topic) where topic is not null;
create index file_passage on file (county, passage) where passage is not null;
create index file_consultation on file (county, consultation) where consultation is not null;
create index file_outcome on file (county, outcome) where outcome is not null;
create index file_commitment on file (county, commitment) where commitment is not null;
create index file_activity on file (county, activity) where activity is not null;
create index file_station on file (county, station) where station is not null;
call app.hold_to_county('file');
grant select, insert, delete, update (name, type, size, state, refusal, sha256, published_at,
    published_by, removed_at, removed_reason) on file to app_rw;
