-- What somebody set going, and others have now: by the last steps that they took.
create index passage_account on passage (county, account, id) where account is not null;
-- Whether somebody took a step of just this matter: else it would be looked for among all of theirs.
create index passage_topic_account on passage (county, topic, account) where account is not null;
