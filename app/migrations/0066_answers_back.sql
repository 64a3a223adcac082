-- An answer to an appeal that was wrong goes back with a reason: it stays as it was given, and the
-- appeal waits once more, as a row of its own.
alter table appeal
    add column retracted_at timestamptz,
    add column retracted_by text not null default '',
    add column retracted_reason text not null default '',
    -- Of the subject, as it was settled until then; null: the answer changed nothing.
    add column facts_before text,
    add column entries_before bigint[],
    add check ((retracted_at is null) = (retracted_reason = '')),
    add check (retracted_at is null or answered_at is not null);
grant update (retracted_at, retracted_by, retracted_reason, facts_before,
    entries_before) on appeal to app_rw;

-- Stations of one division stand by their names' pinyin in every list.
drop index station_open;
create index station_open on station (county, division, by_pinyin, id) where closed_on is null;
drop index station_held;
create index station_held on station (county, level, held_as, division, by_pinyin, id) where closed_on is null;

-- Whoever asked for a county to join may want what is kept about them seen, put right or erased.
alter table wish add column signup bigint,
    add foreign key (county, signup) references signup (county, id),
    drop constraint wish_check,
    add constraint wish_check check (num_nonnulls(topic, account, member, activity, signup) = 1);
drop index wish_once;
create unique index wish_once on wish (
    county, kind, coalesce(topic, account, member, activity, signup), person) where state = 'waiting';
create index wish_signup on wish (county, signup) where signup is not null;
