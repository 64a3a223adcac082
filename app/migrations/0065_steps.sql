-- Somebody's last steps are read from their index alone. Its condition keeps it from all that does not
-- say it: where the planner takes an account's steps for one row, whether somebody took a step of just
-- one matter was as soon looked for among all of theirs, as the two indexes happened to be made.
drop index passage_account;
create index passage_steps on passage (county, account, id) include (topic)
    where account is not null and ring >= 0;
-- Of what somebody raised what is still under way.
create index topic_raised_open on topic (county, raiser)
    where raiser is not null
      and stage not in ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn');
