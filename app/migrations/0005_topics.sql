create table topic (
    county int not null,
    id bigint not null default app.new_id(),
    station bigint not null,
    charter bigint not null,  -- runs to its end under the version it was raised under
    title text not null,
    story text not null,
    category text not null,
    origin text not null check (origin in ('citizen', 'member', 'station')),
    raiser_name text not null,  -- personal data, as are the phone and the account
    raiser_phone text not null default '',
    raiser bigint,
    follow_code text not null,
    raised_on date not null,
    stage text not null,
    ring int not null,  -- place in the charter's flow, from 0
    ring_since date not null,
    held_by text[] not null,  -- roles that may move it on now; of the ring it stands in
    round int not null default 0,  -- consultations filed so far
    on_theme boolean not null default false,
    merged_into bigint,
    reason text not null default '',  -- why it left the road
    published_at timestamptz,  -- null: strangers do not see it
    closed_on date,
    version int not null default 0,  -- grows with every step; a form made for an older one is stale
    primary key (county, id),
    unique (county, follow_code),
    foreign key (county, station) references station,
    foreign key (county, charter) references charter,
    foreign key (county, merged_into) references topic,
    foreign key (county, raiser) references account
);
create index topic_stage on topic (county, stage, ring_since);
create index topic_station on topic (county, station, id);
create index topic_held on topic (county, ring_since, id) where held_by <> '{}';  -- desks
call app.hold_to_county('topic');
grant select, insert, update (title, category, stage, ring, ring_since, held_by, round, on_theme,
    merged_into, reason, published_at, closed_on, version) on topic to app_rw;

-- What happened at a ring: a decision, a report, a document. Written once, corrected by another.
create table passage (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    ring int not null,
    kind text not null,  -- of the ring: review, approve, research …
    decision text not null,  -- pass, return, decline, merge, escalate, delegate, settle …
    opinion text not null default '',
    facts jsonb not null default '{}',  -- what the ring requires: ticks, visits, document number
    account bigint,
    role text not null,
    happened_on date not null,
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, account) references account
);
create index passage_topic on passage (county, topic, id);
call app.hold_to_county('passage');
grant select, insert on passage to app_rw;

-- The circle of people composed for a topic; each consultation starts from it.
create table circle (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    grp text not null,  -- a key of the charter's composition.groups
    name text not null,
    member bigint,
    department bigint,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, member) references member,
    foreign key (county, department) references department
);
create index circle_topic on circle (county, topic);
call app.hold_to_county('circle');
grant select, insert, delete on circle to app_rw;
