-- RSA keys, the operator's for all realms, for providers that take no keys of P-256: no secret makes the same
-- one twice. Each is a private key of PKCS #8, encrypted with a password that follows from SECRET (app/accounts/rsa_keys.py).
create table client_key (
    county int not null,
    use text not null check (use in ('sig', 'enc')),
    sealed text not null,
    made_at timestamptz not null default now(),
    primary key (county, use)
);
call app.hold_to_county('client_key');
grant select, insert, update (sealed, made_at) on client_key to app_rw;
