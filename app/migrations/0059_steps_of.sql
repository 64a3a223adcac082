-- What somebody set going, and others have now: by the last steps that they took.
create index passage_account on passage (county, account, id) where account is not null;
