-- Everybody who claimed a mark is an author of it, also where another claimed it anew; and who verified
-- it answers no appeal against it.
alter table mark add claimants bigint[] not null default '{}',
    add verifiers bigint[] not null default '{}';
grant update (claimants, verifiers) on mark to app_rw;
-- Policies hold for the owner too: lifted for this statement.
alter table mark no force row level security;
update mark set claimants = array[claimed_account] where claimed_account is not null;
alter table mark force row level security;
