-- A charter being written. Not a version: it may be wrong or incomplete; nothing runs under it.
create table charter_draft (
    county int not null,
    id bigint not null default app.new_id(),
    title text not null check (char_length(title) between 1 and 60),
    author text not null,
    made_against int not null,  -- number of the newest version when it was begun
    document text not null,  -- JSON, as far as it has come
    previous text not null,  -- before the last change: one step back
    tab text not null default '',  -- the page that made the last change
    started_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    changed_by text not null,
    ended_at timestamptz,  -- signed or put aside
    version bigint,  -- signed: as which
    primary key (county, id),
    foreign key (county, version) references charter (county, id)
);
create index charter_draft_open on charter_draft (county, id) where ended_at is null;
call app.hold_to_county('charter_draft');
grant select, insert, update (document, previous, tab, changed_at, changed_by, ended_at, version)
    on charter_draft to app_rw;
