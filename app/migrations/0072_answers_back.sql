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
