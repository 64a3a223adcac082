-- Somebody is invited before it is known who they are to the provider: an account without a
-- subject, disabled until somebody signs in with the invitation's code. A subject that is known
-- changes as before: where a person's data come to their end.
alter table account alter column subject drop not null;
drop trigger amended on account;
create trigger amended before update of subject on account
    for each row when (old.subject is not null) execute function app.only_amended();

create table invitation (
    county int not null,
    account bigint not null,
    hash text not null,  -- of the code, which nobody else knows
    until timestamptz not null,
    primary key (county, account),
    unique (county, hash),
    foreign key (county, account) references account
);
call app.hold_to_county('invitation');
grant select, insert, delete, update (hash, until) on invitation to app_rw;
grant update (provider) on account to app_rw;
