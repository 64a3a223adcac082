-- How a client proves itself at its provider; '' as the provider offers it, with the secret.
alter table provider add column way text not null default ''
    check (way in ('', 'none', 'client_secret_jwt', 'private_key_jwt'));
-- A provider that is tried before it takes another's place; until then it is not enabled. `writer`:
-- the account that tries it.
alter table provider add column instead_of bigint;
alter table provider add column writer bigint;
alter table provider add foreign key (county, instead_of) references provider;
grant update (way, instead_of, writer) on provider to app_rw;
alter table signup add column way text not null default ''
    check (way in ('', 'none', 'client_secret_jwt', 'private_key_jwt'));
