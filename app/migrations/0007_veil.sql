-- Stretches of a matter's texts that the office has veiled for strangers, each with its reason. Lifted
-- by a reason too: nothing is taken away.
create table veil (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    stretch text not null,
    reason text not null,
    account bigint not null,
    at timestamptz not null default now(),
    lifted_by bigint,
    lifted_at timestamptz,
    lifted_reason text not null default '',
    primary key (county, id),
    foreign key (county, topic) references topic (county, id),
    foreign key (county, account) references account (county, id),
    foreign key (county, lifted_by) references account (county, id)
);
create index veil_topic on veil (county, topic);
call app.hold_to_county('veil');
grant select, insert, update (lifted_by, lifted_at, lifted_reason) on veil to app_rw;

-- A matter's sittings: the index over rounds leaves out what was cancelled, so that none could use it.
create index consultation_topic on consultation (county, topic);
