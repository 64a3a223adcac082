-- An invited account whose code somebody used who had an account already: what it was to have is
-- theirs (app/accounts/invitations.py), so this row is no second account of theirs. Of those before,
-- the log says whose they became.
alter table account add column joined bigint;
alter table account no force row level security;
alter table audit no force row level security;
update account set joined = (audit.after ->> 'account')::bigint
    from audit
    where audit.county = account.county and audit.act = 'account' and account.subject is null
      and audit.about = '/people/' || account.id and audit.before ->> 'state' = 'invited'
      and audit.after ->> 'state' = 'ended' and audit.after ? 'account';
alter table account force row level security;
alter table audit force row level security;
alter table account add foreign key (county, joined) references account (county, id);
create index account_joined on account (county, joined) where joined is not null;
grant update (joined) on account to app_rw;
