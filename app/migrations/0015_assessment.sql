-- A score sheet on its way from numbers that still move to numbers that never do again.
create table assessment (
    county int not null,
    id bigint not null default app.new_id(),
    sheet text not null,  -- a key of the charter's scoring.sheets
    charter bigint not null,  -- the version that was in force in the period
    begins date not null,
    ends date not null,
    stage text not null default 'assessing'
        check (stage in ('assessing', 'verifying', 'notice', 'approved', 'locked')),
    opened_by text not null,
    opened_at timestamptz not null default now(),
    notice_until date,  -- appeals are taken until then, that day included
    noticed_at timestamptz,
    approved_by text not null default '',
    approved_at timestamptz,
    locked_by text not null default '',
    locked_at timestamptz,
    primary key (county, id),
    unique (county, sheet, begins),  -- of two who open it at once, one does
    foreign key (county, charter) references charter
);
call app.hold_to_county('assessment');
grant select, insert, update (stage, notice_until, noticed_at, approved_by, approved_at, locked_by,
    locked_at) on assessment to app_rw;

create function app.forwards() returns trigger language plpgsql as $$
declare stages text[] := array['assessing', 'verifying', 'notice', 'approved', 'locked'];
begin
    if old.stage = 'locked' or array_position(stages, new.stage) < array_position(stages, old.stage) then
        raise exception 'an assessment goes forwards only';
    end if;
    return new;
end $$;
create trigger forwards before update on assessment for each row execute function app.forwards();

-- A mark that nobody can count: claimed by whom it is about, verified by somebody else.
create table mark (
    county int not null,
    id bigint not null default app.new_id(),
    assessment bigint not null,
    subject text not null,
    indicator text not null,
    claimed numeric,
    claim text not null default '',
    claimed_by text not null default '',
    claimed_at timestamptz,
    verified numeric,
    reason text not null default '',
    verified_by text not null default '',
    verified_at timestamptz,
    primary key (county, id),
    unique (county, assessment, subject, indicator),
    foreign key (county, assessment) references assessment
);
call app.hold_to_county('mark');
grant select, insert, update (claimed, claim, claimed_by, claimed_at, verified, reason, verified_by,
    verified_at) on mark to app_rw;

create table appeal (
    county int not null,
    id bigint not null default app.new_id(),
    assessment bigint not null,
    subject text not null,
    indicator text not null,
    text text not null,
    account bigint not null,
    person text not null,
    raised_at timestamptz not null default now(),
    upheld boolean,
    answer text not null default '',
    answered_by text not null default '',
    answered_at timestamptz,
    points_before numeric not null,  -- of the indicator, total and rank: what the appeal changed
    points_after numeric,
    total_before numeric not null,
    total_after numeric,
    rank_before int,
    rank_after int,
    primary key (county, id),
    foreign key (county, assessment) references assessment,
    foreign key (county, account) references account
);
create index appeal_assessment on appeal (county, assessment, id);
call app.hold_to_county('appeal');
grant select, insert, update (upheld, answer, answered_by, answered_at, points_after, total_after,
    rank_after) on appeal to app_rw;

-- What was counted, from the public notice on: from it and from the charter's version the scores
-- follow. Made anew when an appeal is upheld; never again once they are approved.
create table settled (
    county int not null,
    assessment bigint not null,
    subject text not null,
    name text not null,
    facts text not null,  -- JSON, as app/scoring/snapshot.py writes it
    total numeric not null,  -- what came out; a recomputation has to give the same
    rank int,
    primary key (county, assessment, subject),
    foreign key (county, assessment) references assessment
);
call app.hold_to_county('settled');
grant select, insert, delete on settled to app_rw;

create table settled_entry (
    county int not null,
    assessment bigint not null,
    subject text not null,
    entry bigint not null,
    primary key (county, assessment, subject, entry),
    foreign key (county, assessment) references assessment,
    foreign key (county, entry) references ledger
);
create index settled_entry_entry on settled_entry (county, entry);
call app.hold_to_county('settled_entry');
grant select, insert, delete on settled_entry to app_rw;

create function app.settled_stays() returns trigger language plpgsql as $$
declare held record;
begin
    if tg_op = 'DELETE' then held := old; else held := new; end if;
    if exists (select from assessment where assessment.county = held.county
               and assessment.id = held.assessment and stage in ('approved', 'locked')) then
        raise exception 'approved scores stay as they are';
    end if;
    return held;
end $$;
create trigger stays before insert or delete on settled for each row execute function app.settled_stays();
create trigger stays before insert or delete on settled_entry for each row execute function app.settled_stays();
create trigger no_truncate before truncate on settled execute function app.refuse();
create trigger no_truncate before truncate on settled_entry execute function app.refuse();

alter table photo add column mark bigint;
alter table photo add foreign key (county, mark) references mark;
create index photo_mark on photo (county, mark) where mark is not null;
