-- What a person wants to happen with what is kept about them (PIPL, articles 44 to 47): to see it, to
-- have it corrected, to have it erased. About a matter (who raised it, or somebody who sat down about
-- it), an account or a member of the roster.
create table wish (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null check (kind in ('access', 'correction', 'erasure')),
    topic bigint,
    account bigint,
    member bigint,
    person text not null default '',  -- personal data: who sat down about the matter; '': its raiser
    words text not null default '',  -- personal data: as the person said it
    channel text not null check (channel in ('code', 'account', 'office')),
    recorded_by bigint,
    asked_on date not null,
    due_on date not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
    answer text not null default '',  -- personal data: it may name what it is about
    decided_by bigint,
    decided_on date,
    primary key (county, id),
    foreign key (county, topic) references topic (county, id),
    foreign key (county, account) references account (county, id),
    foreign key (county, member) references member (county, id),
    foreign key (county, recorded_by) references account (county, id),
    foreign key (county, decided_by) references account (county, id),
    check (num_nonnulls(topic, account, member) = 1),
    check ((state = 'waiting') = (decided_on is null))
);
create unique index wish_once on wish (
    county, kind, coalesce(topic, account, member), person) where state = 'waiting';
create index wish_waiting on wish (county, due_on, id) where state = 'waiting';
create index wish_topic on wish (county, topic) where topic is not null;
create index wish_account on wish (county, account) where account is not null;
create index wish_said on wish (county, decided_on, id) where decided_on is not null and answer <> '';
call app.hold_to_county('wish');
grant select, insert, update (state, answer, decided_by, decided_on, person, words) on wish to app_rw;

-- Since when there is nothing personal any more. Whose matter is opened again and ends again, or who
-- comes back and leaves again, is looked at again: the day lies before that end.
alter table topic add column raiser_gone_on date, add column people_gone_on date;
create index topic_raiser_stays on topic (county, closed_on, id)
    where closed_on is not null and (raiser_gone_on is null or raiser_gone_on < closed_on);
create index topic_people_stay on topic (county, closed_on, id)
    where closed_on is not null and (people_gone_on is null or people_gone_on < closed_on);
alter table member add column gone_on date;
create index member_stays on member (county, left_on, id)
    where left_on is not null and (gone_on is null or gone_on < left_on);
alter table account add column gone_on date;
create index account_stays on account (county, disabled_at, id)
    where disabled_at is not null and gone_on is null;
alter table signup add column gone_on date;
create index signup_stays on signup (county, decided_at, id)
    where decided_at is not null and gone_on is null;
-- Counties that are at work have thirty days to look at their rules before the first is erased. Null:
-- since it was opened.
alter table county add column erases_from date;
alter table county no force row level security;
update county set erases_from = current_date + 30;
alter table county force row level security;

-- A raiser's account, and who sat down as a member, are looked for when they are to be erased.
create index topic_raiser on topic (county, raiser) where raiser is not null;
create index circle_member on circle (county, member) where member is not null;

-- What is written once is amended only where a person's data are corrected or come to their end, and
-- only in a transaction that says so (app/persons/amending.py).
create function app.only_amended() returns trigger language plpgsql as $$
begin
    if current_setting('app.amending', true) is distinct from 'on' then
        raise exception '% is written once', tg_table_name;
    end if;
    return new;
end $$;

grant update (raiser_name, raiser_phone, raiser, story, raiser_gone_on, people_gone_on) on topic to app_rw;
create trigger amended before update of raiser_name, raiser_phone, raiser, story on topic
    for each row execute function app.only_amended();
grant update (opinion, facts) on passage to app_rw;
create trigger amended before update on passage for each row execute function app.only_amended();
grant update (name) on circle to app_rw;
create trigger amended before update on circle for each row execute function app.only_amended();
grant update (name) on participant to app_rw;
create trigger amended before update of name on participant
    for each row execute function app.only_amended();
grant update (text) on statement to app_rw;
create trigger amended before update on statement for each row execute function app.only_amended();
grant update (text, reason) on correction to app_rw;
create trigger amended before update on correction for each row execute function app.only_amended();
grant update (text, reported_to) on outcome to app_rw;
create trigger amended before update of text, reported_to on outcome
    for each row execute function app.only_amended();
grant update (task) on commitment to app_rw;
create trigger amended before update of task on commitment
    for each row execute function app.only_amended();
grant update (text) on progress to app_rw;
create trigger amended before update on progress for each row execute function app.only_amended();
grant update (text) on answer to app_rw;
create trigger amended before update on answer for each row execute function app.only_amended();
grant update (comment) on rating to app_rw;
create trigger amended before update on rating for each row execute function app.only_amended();
grant update (text) on photo_note to app_rw;
create trigger amended before update on photo_note for each row execute function app.only_amended();
grant update (stretch, reason) on veil to app_rw;
create trigger amended before update of stretch, reason on veil
    for each row execute function app.only_amended();
grant update (title, matter, talk, result) on nomination to app_rw;
create trigger amended before update of title, matter, talk, result on nomination
    for each row execute function app.only_amended();
grant update (title, matter, talk, result) on published_case to app_rw;
create trigger amended before update of title, matter, talk, result on published_case
    for each row execute function app.only_amended();
grant update (subject, gone_on) on account to app_rw;
create trigger amended before update of subject on account
    for each row execute function app.only_amended();
grant update (gone_on) on member to app_rw;
grant update (admin_name, admin_subject, contact, gone_on) on signup to app_rw;
create trigger amended before update of admin_name, admin_subject, contact on signup
    for each row execute function app.only_amended();
