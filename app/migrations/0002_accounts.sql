-- Who may sign in, as what. The operator's realm (county 1) has rows here like any county.

create table provider (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    issuer text not null,
    client_id text not null,
    client_secret text not null,
    enabled boolean not null default true,
    primary key (county, id)
);
call app.hold_to_county('provider');
grant select, insert, update (name, issuer, client_id, client_secret, enabled) on provider to app_rw;

create table account (
    county int not null,
    id bigint not null default app.new_id(),
    provider bigint not null,
    subject text not null,  -- the provider's `sub`; never an e-mail or a phone number alone
    name text not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, provider, subject),
    foreign key (county, provider) references provider
);
call app.hold_to_county('account');
grant select, insert, update (name, disabled_at) on account to app_rw;

create table session (
    county int not null,
    id bigint not null default app.new_id(),
    token_hash text not null,
    account bigint not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, token_hash),
    foreign key (county, account) references account
);
create index session_account on session (county, account);
call app.hold_to_county('session');
grant select, insert, delete, update (seen_at) on session to app_rw;

-- A form's token, once it was taken: a second submit changes nothing and is shown the same place.
create table submission (
    county int not null,
    token text not null,
    led_to text not null,
    at timestamptz not null default now(),
    primary key (county, token)
);
call app.hold_to_county('submission');
grant select, insert, delete, update (led_to) on submission to app_rw;

-- What is limited per address (follow-up codes, matters raised): counted by all workers together.
create table attempt (
    county int not null,
    id bigint not null default app.new_id(),
    what text not null,
    who text not null,  -- a keyed hash of the address, never the address
    at timestamptz not null default now(),
    primary key (county, id)
);
create index attempt_who on attempt (county, what, who, at);
call app.hold_to_county('attempt');
grant select, insert, delete on attempt to app_rw;
