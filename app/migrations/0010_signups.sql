-- Of the operator's realm (county 1): who asks to join.
create table signup (
    county int not null,
    id bigint not null default app.new_id(),
    reference text not null,  -- random: where the office sees what became of it
    code int not null,  -- division code of the county that asks
    slug text not null,
    preset text not null,
    unchecked text[] not null,  -- division codes that are no station
    admin_name text not null,
    admin_subject text not null,
    contact text not null,  -- personal data: how the operator reaches the office
    issuer text not null,
    client_id text not null,
    client_secret text not null,
    state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused')),
    reason text not null default '',
    asked_at timestamptz not null default now(),
    decided_at timestamptz,
    decided_by bigint,
    primary key (county, id),
    foreign key (county, decided_by) references account
);
create unique index signup_waiting on signup (county, code) where state = 'waiting';
create unique index signup_reference on signup (county, reference);
create index signup_state on signup (county, state, id);
call app.hold_to_county('signup');
grant select, insert, update (state, reason, decided_at, decided_by) on signup to app_rw;
