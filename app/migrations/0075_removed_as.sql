-- In whose right a photo or a file was taken away, and a file made internal again: it comes back by
-- the same right or a higher one (app/evidence/hands.py). Of what was taken away before, the log says
-- who did it, as far as that tells the right; of all others the strictest is taken.
alter table photo add removed_as text not null default ''
    check (removed_as in ('', 'self', 'sender', 'convener', 'township', 'office', 'rules'));
alter table file add removed_as text not null default ''
    check (removed_as in ('', 'sender', 'convener', 'township', 'office')),
    add retracted_as text not null default ''
    check (retracted_as in ('', 'convener', 'township', 'office'));
grant update (removed_as) on photo to app_rw;
grant update (removed_as, retracted_as) on file to app_rw;

-- Policies hold for the owner too: lifted for these statements.
alter table photo no force row level security;
alter table file no force row level security;
alter table member no force row level security;
alter table audit no force row level security;
update photo set removed_as = case
        when photo.member is null then 'sender'
        when audit.actor = (select account from member
            where member.county = photo.county and member.id = photo.member) then 'self'
        else 'office' end
    from audit
    where photo.removed_at > now() - interval '30 days' and audit.county = photo.county
      and audit.act = 'taken_down' and audit.after ->> 'file' = '/photos/' || photo.id
      and (photo.member is not null or audit.actor = photo.account)
      and not exists (select from audit as later where later.county = audit.county
          and later.act = 'taken_down' and later.after ->> 'file' = audit.after ->> 'file'
          and later.id > audit.id);
update file set removed_as = 'sender'
    from audit
    where file.removed_at > now() - interval '30 days' and audit.county = file.county
      and audit.act = 'taken_down' and audit.after ->> 'file' = '/files/' || file.id
      and audit.actor = file.account
      and not exists (select from audit as later where later.county = audit.county
          and later.act = 'taken_down' and later.after ->> 'file' = audit.after ->> 'file'
          and later.id > audit.id);
alter table photo force row level security;
alter table file force row level security;
alter table member force row level security;
alter table audit force row level security;
