-- Who did what to accounts, roles, rules and personal data, and who saw a villager's number: by realm,
-- append-only, sealed as the ledger is. `person`, `before` and `after` say it as it was then.
create table audit (
    county int not null,
    id bigint not null default app.new_id(),
    act text not null,  -- one of app/audit/kinds.py
    actor bigint,  -- an account; null: a job, a command, or somebody who was not let in
    person text not null,
    address text not null,  -- from where; '' of jobs and commands
    about text not null,  -- a path in the realm, or what it was
    before jsonb not null,
    after jsonb not null,
    at timestamptz not null default clock_timestamp(),
    primary key (county, id),
    foreign key (county, actor) references account (county, id)
);
create index audit_at on audit (county, at, id);
create index audit_act on audit (county, act, at, id);
call app.hold_to_county('audit');
grant select, insert on audit to app_rw;
create trigger append_only before update or delete or truncate on audit
    execute function app.refuse();

create table audit_seal (
    county int not null,
    position bigint not null,
    entry bigint not null,
    hash text not null,
    sealed_at timestamptz not null default now(),
    primary key (county, position),
    unique (county, entry),
    foreign key (county, entry) references audit (county, id)
);
call app.hold_to_county('audit_seal');
grant select, insert on audit_seal to app_rw;
create trigger append_only before update or delete or truncate on audit_seal
    execute function app.refuse();

create table audit_unsealed (
    county int not null,
    entry bigint not null,
    primary key (county, entry),
    foreign key (county, entry) references audit (county, id)
);
call app.hold_to_county('audit_unsealed');
grant select, insert, delete on audit_unsealed to app_rw;

create function app.note_audit_unsealed() returns trigger language plpgsql as $$
begin
    insert into audit_unsealed (county, entry) values (new.county, new.id);
    return null;
end $$;
create trigger unsealed after insert on audit for each row execute function app.note_audit_unsealed();

-- Who claimed and who verified is told by account: two people may have one name. Null: from before.
alter table mark add column claimed_account bigint;
alter table mark add foreign key (county, claimed_account) references account (county, id);
grant update (claimed_account) on mark to app_rw;
