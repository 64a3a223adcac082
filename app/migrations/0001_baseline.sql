-- The schema of the first release, whole. A file that ran is never changed, and app/migrate.py holds
-- to it: whatever comes later is a file of its own, with the next number.

-- ---- Ground: what every table is made with; the national list; the counties ---------------------

-- Every key of a county's table starts with county, so that no row can point into another county
-- (foreign keys look past row policies), and so that Citus can distribute the tables as they are.

create schema app;
grant usage on schema app to app_rw;

-- Plain and without subquery: it is inlined, the key's index serves it, and Citus takes it.
-- When SET LOCAL has ended, the setting is '' rather than null.
create function app.county() returns int language sql stable parallel safe
    as $$ select nullif(current_setting('app.county', true), '')::int $$;

-- Ids stand in addresses, so they must neither count nor be guessed, and lists page by them, so
-- they grow with time: microseconds since 2024, then 12 bits that keep ids of one moment apart.
create sequence app.tick;
grant usage on sequence app.tick to app_rw;
create function app.new_id() returns bigint language sql volatile parallel restricted
    as $$ select ((extract(epoch from clock_timestamp()) * 1000000)::bigint - 1704067200000000) * 4096
               + nextval('app.tick') % 4096 $$;

create procedure app.hold_to_county(held regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', held);
    execute format('alter table %s force row level security', held);
    execute format(
        'create policy county on %s to app_rw'
        ' using (county = app.county()) with check (county = app.county())', held);
end $$;

create function app.refuse() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

-- Shared by all: the national list, province to village (Bureau of Statistics, 2023).
create table division (
    code text primary key,
    name text not null,
    level text not null check (level in ('province', 'prefecture', 'county', 'township', 'village')),
    parent text,  -- null: a province
    path text not null,  -- names from the province down, as a person reads them
    initials text not null,  -- pinyin initials, of counties only; else ''
    romanised text not null  -- 嘉善县: jiashan; likewise
);
create index division_county on division (code) where level = 'county';
grant select on division to app_rw;

-- Shared by all: which counties there are. Whoever is bound to a county may enter it, nobody else.
create table county (
    id int primary key check (id between 100000 and 999999),  -- the division code (GB/T 2260)
    slug text not null unique,
    name text not null,
    opened_at timestamptz not null
);
alter table county enable row level security;
alter table county force row level security;
create policy everyone_reads on county for select to app_rw using (true);
create policy county_enters on county for insert to app_rw with check (id = app.county());
grant select, insert on county to app_rw;

-- ---- Accounts -----------------------------------------------------------------------------------

-- Who may sign in, as what. The operator's realm (county 1) has rows here like any county.

create table provider (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    issuer text not null,
    client_id text not null,
    client_secret text not null,
    enabled boolean not null default true,
    primary key (county, id)
);
call app.hold_to_county('provider');
grant select, insert, update (name, issuer, client_id, client_secret, enabled) on provider to app_rw;

create table account (
    county int not null,
    id bigint not null default app.new_id(),
    provider bigint not null,
    subject text not null,  -- the provider's `sub`; never an e-mail or a phone number alone
    name text not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, provider, subject),
    foreign key (county, provider) references provider
);
call app.hold_to_county('account');
grant select, insert, update (name, disabled_at) on account to app_rw;

create table session (
    county int not null,
    id bigint not null default app.new_id(),
    token_hash text not null,
    account bigint not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, token_hash),
    foreign key (county, account) references account
);
create index session_account on session (county, account);
call app.hold_to_county('session');
grant select, insert, delete, update (seen_at) on session to app_rw;

-- A form's token, once it was taken: a second submit changes nothing and is shown the same place.
create table submission (
    county int not null,
    token text not null,
    led_to text not null,
    at timestamptz not null default now(),
    primary key (county, token)
);
call app.hold_to_county('submission');
grant select, insert, delete, update (led_to) on submission to app_rw;

-- What is limited per address (follow-up codes, matters raised): counted by all workers together.
create table attempt (
    county int not null,
    id bigint not null default app.new_id(),
    what text not null,
    who text not null,  -- a keyed hash of the address, never the address
    at timestamptz not null default now(),
    primary key (county, id)
);
create index attempt_who on attempt (county, what, who, at);
call app.hold_to_county('attempt');
grant select, insert, delete on attempt to app_rw;

-- ---- Charters: versions, drafts, published ones -------------------------------------------------

create table charter (
    county int not null,
    id bigint not null default app.new_id(),
    number int not null,
    effective_on date not null,
    author text not null,
    note text not null,
    document text not null,  -- TOML, as exported; read by app/charter/model.py
    saved_at timestamptz not null default now(),
    primary key (county, id),
    unique (county, number)
);
call app.hold_to_county('charter');
grant select, insert on charter to app_rw;
create trigger append_only before update or delete or truncate on charter
    execute function app.refuse();

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

-- Shared by all: charters that their counties let others begin from. The rules only, in a copy, so
-- that no county ever looks into another's tables. Whoever is bound to a county writes its row.
create table published_charter (
    county int primary key references county (id),
    platform text not null,
    title text not null,
    number int not null,  -- of the version
    document text not null,
    published_by text not null,
    published_at timestamptz not null default now(),
    withdrawn_at timestamptz  -- from then on its own county alone sees it
);
alter table published_charter enable row level security;
alter table published_charter force row level security;
create policy everyone_reads on published_charter for select to app_rw
    using (withdrawn_at is null or county = app.county());
create policy county_publishes on published_charter for insert to app_rw
    with check (county = app.county());
create policy county_changes on published_charter for update to app_rw
    using (county = app.county()) with check (county = app.county());
grant select, insert,
    update (platform, title, number, document, published_by, published_at, withdrawn_at)
    on published_charter to app_rw;

-- ---- Stations and people ------------------------------------------------------------------------

create table station (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null,  -- a key of the charter's stations.kinds
    level text not null check (level in ('county', 'township', 'village', 'unit', 'area')),
    name text not null,
    division text not null,  -- of the national list: where it stands
    parent bigint,
    lineage bigint[] not null,  -- itself and what it lies under, from the top
    address text not null default '',
    opened_on date not null,
    closed_on date,
    code text not null,  -- on the wall: raise a matter here
    primary key (county, id),
    unique (county, code),
    foreign key (county, parent) references station
);
create index station_parent on station (county, parent, name);
create index station_division on station (county, division);
call app.hold_to_county('station');
grant select, insert, update (kind, name, address, parent, lineage, closed_on) on station to app_rw;

create table department (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    primary key (county, id),
    unique (county, name)
);
call app.hold_to_county('department');
grant select, insert, update (name) on department to app_rw;

-- A member of the CPPCC. `phone` is personal data: masked wherever it is shown.
create table member (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    sector text not null,
    standing boolean not null default false,
    phone text not null default '',
    station bigint,  -- where the member is placed
    mode text not null default 'fixed',  -- a key of the charter's placement.modes
    account bigint,
    left_on date,
    primary key (county, id),
    unique (county, account),
    foreign key (county, station) references station,
    foreign key (county, account) references account
);
create index member_station on member (county, station);
call app.hold_to_county('member');
grant select, insert, update (name, sector, standing, phone, station, mode, account, left_on) on member to app_rw;

-- A role held by an account, perhaps only at a station and what lies under it.
create table appointment (
    county int not null,
    id bigint not null default app.new_id(),
    account bigint not null,
    role text not null,
    station bigint,  -- null: everywhere in the county
    department bigint,  -- of a department's people: which
    since timestamptz not null default now(),
    ended_at timestamptz,
    primary key (county, id),
    foreign key (county, account) references account,
    foreign key (county, station) references station,
    foreign key (county, department) references department
);
create index appointment_account on appointment (county, account);
call app.hold_to_county('appointment');
grant select, insert, update (ended_at) on appointment to app_rw;

-- ---- Topics -------------------------------------------------------------------------------------

create table topic (
    county int not null,
    id bigint not null default app.new_id(),
    station bigint not null,
    charter bigint not null,  -- runs to its end under the version it was raised under
    title text not null,
    story text not null,
    category text not null,
    origin text not null check (origin in ('citizen', 'member', 'station')),
    raiser_name text not null,  -- personal data, as are the phone and the account
    raiser_phone text not null default '',
    raiser bigint,
    follow_code text not null,
    raised_on date not null,
    stage text not null,
    ring int not null,  -- place in the charter's flow, from 0
    ring_since date not null,
    held_by text[] not null,  -- roles that may move it on now; of the ring it stands in
    round int not null default 0,  -- consultations filed so far
    on_theme boolean not null default false,
    merged_into bigint,
    reason text not null default '',  -- why it left the road
    published_at timestamptz,  -- null: strangers do not see it
    closed_on date,
    version int not null default 0,  -- grows with every step; a form made for an older one is stale
    primary key (county, id),
    unique (county, follow_code),
    foreign key (county, station) references station,
    foreign key (county, charter) references charter,
    foreign key (county, merged_into) references topic,
    foreign key (county, raiser) references account
);
create index topic_stage on topic (county, stage, ring_since);
create index topic_station on topic (county, station, id);
create index topic_held on topic (county, ring_since, id) where held_by <> '{}';  -- desks
call app.hold_to_county('topic');
grant select, insert, update (title, category, stage, ring, ring_since, held_by, round, on_theme,
    merged_into, reason, published_at, closed_on, version) on topic to app_rw;

-- What happened at a ring: a decision, a report, a document. Written once, corrected by another.
create table passage (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    ring int not null,
    kind text not null,  -- of the ring: review, approve, research …
    decision text not null,  -- pass, return, decline, merge, escalate, delegate, settle …
    opinion text not null default '',
    facts jsonb not null default '{}',  -- what the ring requires: ticks, visits, document number
    account bigint,
    role text not null,
    happened_on date not null,
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, account) references account
);
create index passage_topic on passage (county, topic, id);
call app.hold_to_county('passage');
grant select, insert on passage to app_rw;

-- The circle of people composed for a topic; each consultation starts from it.
create table circle (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    grp text not null,  -- a key of the charter's composition.groups
    name text not null,
    member bigint,
    department bigint,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, member) references member,
    foreign key (county, department) references department
);
create index circle_topic on circle (county, topic);
call app.hold_to_county('circle');
grant select, insert, delete on circle to app_rw;

-- ---- Consultations ------------------------------------------------------------------------------

create table consultation (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    station bigint not null,
    round int not null,
    title text not null,
    form text not null,  -- a key of the charter's consultations.forms
    place text not null,
    held_on date not null,
    begins text not null default '',  -- 14:30
    agenda text not null default '',
    minutes text not null default '',
    conclusion text not null default '',  -- consensus, partial, none, hard; '' until filed
    typical boolean not null default false,
    state text not null default 'planned' check (state in ('planned', 'filed', 'cancelled')),
    filed_at timestamptz,
    version int not null default 0,  -- grows with every edit; a form made for an older one is stale
    reason text not null default '',  -- why it was cancelled
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, station) references station
);
-- A round that was cancelled gives its number back.
create unique index consultation_round on consultation (county, topic, round)
    where state <> 'cancelled';
create index consultation_station on consultation (county, station, held_on);
create index consultation_held on consultation (county, held_on, id);
call app.hold_to_county('consultation');
grant select, insert, update (title, form, place, held_on, begins, agenda, minutes, conclusion, typical,
    state, filed_at, version, reason) on consultation to app_rw;

create table participant (
    county int not null,
    id bigint not null default app.new_id(),
    consultation bigint not null,
    grp text not null,
    name text not null,
    member bigint,
    department bigint,
    state text not null default 'invited' check (state in ('invited', 'present', 'absent')),
    primary key (county, id),
    foreign key (county, consultation) references consultation,
    foreign key (county, member) references member,
    foreign key (county, department) references department
);
create index participant_consultation on participant (county, consultation);
create index participant_member on participant (county, member);
call app.hold_to_county('participant');
grant select, insert, delete, update (state) on participant to app_rw;

create table statement (
    county int not null,
    id bigint not null default app.new_id(),
    consultation bigint not null,
    participant bigint not null,
    text text not null,
    answers bigint,  -- the statement that a department answers on the spot
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, consultation) references consultation,
    foreign key (county, participant) references participant,
    foreign key (county, answers) references statement
);
create index statement_consultation on statement (county, consultation, id);
call app.hold_to_county('statement');
grant select, insert on statement to app_rw;

-- What was filed stays as it is; what was wrong in it is said beneath, with the reason.
create table correction (
    county int not null,
    id bigint not null default app.new_id(),
    consultation bigint not null,
    text text not null,
    reason text not null,
    account bigint not null,
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, consultation) references consultation,
    foreign key (county, account) references account
);
create index correction_consultation on correction (county, consultation, id);
call app.hold_to_county('correction');
grant select, insert on correction to app_rw;

-- ---- Outcomes -----------------------------------------------------------------------------------

create table outcome (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    kind text not null,  -- a key of the charter's outcomes.kinds
    text text not null,
    reported_to text not null,
    reported_on date not null,
    adopted boolean,  -- null: not decided yet
    reason text not null default '',  -- why, or why not
    decided_on date,
    primary key (county, id),
    foreign key (county, topic) references topic
);
create index outcome_topic on outcome (county, topic);
call app.hold_to_county('outcome');
grant select, insert, update (adopted, reason, decided_on) on outcome to app_rw;

create table commitment (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    department bigint not null,
    task text not null,
    due_on date not null,
    done_on date,
    done_note text not null default '',
    verified_on date,
    verified_by bigint,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, department) references department,
    foreign key (county, verified_by) references account
);
create index commitment_topic on commitment (county, topic);
create index commitment_department on commitment (county, department, due_on);
call app.hold_to_county('commitment');
grant select, insert, update (done_on, done_note, verified_on, verified_by) on commitment to app_rw;

create table progress (
    county int not null,
    id bigint not null default app.new_id(),
    commitment bigint not null,
    text text not null,
    account bigint,
    happened_on date not null,
    primary key (county, id),
    foreign key (county, commitment) references commitment,
    foreign key (county, account) references account
);
create index progress_commitment on progress (county, commitment, id);
call app.hold_to_county('progress');
grant select, insert on progress to app_rw;

-- What whoever raised the matter is told, and what they say to it.
create table answer (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    text text not null,
    account bigint,
    happened_on date not null,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, account) references account
);
create index answer_topic on answer (county, topic);
call app.hold_to_county('answer');
grant select, insert on answer to app_rw;

create table rating (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    answer bigint not null,
    solved boolean not null,
    stars int not null check (stars between 1 and 5),
    comment text not null default '',
    happened_on date not null,
    primary key (county, id),
    unique (county, answer),  -- each answer is rated once, by whoever raised the matter
    foreign key (county, topic) references topic,
    foreign key (county, answer) references answer
);
create index rating_topic on rating (county, topic);
call app.hold_to_county('rating');
grant select, insert on rating to app_rw;

-- ---- The ledger ---------------------------------------------------------------------------------

-- The spine: append-only, counted, sealed. See app/ledger/.
create table ledger (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null,
    happened_on date not null,
    recorded_at timestamptz not null default clock_timestamp(),
    actor bigint,  -- an account; null: somebody without one, or a job
    station bigint not null,
    topic bigint,
    consultation bigint,
    commitment bigint,
    member bigint,
    quantity int not null default 1,  -- below zero: takes back what `reverses` posted
    level text not null default '',  -- of the station
    station_kind text not null default '',
    category text not null default '',
    form text not null default '',
    result text not null default '',
    role text not null default '',
    reverses bigint,
    attributes jsonb not null default '{}',
    primary key (county, id),
    foreign key (county, station) references station,
    foreign key (county, topic) references topic,
    foreign key (county, consultation) references consultation,
    foreign key (county, commitment) references commitment,
    foreign key (county, member) references member,
    foreign key (county, actor) references account,
    foreign key (county, reverses) references ledger
);
create index ledger_kind on ledger (county, kind, happened_on, id);
create index ledger_day on ledger (county, happened_on, kind);
create index ledger_topic on ledger (county, topic, id);
create index ledger_station on ledger (county, station, kind);
create index ledger_consultation on ledger (county, consultation) where consultation is not null;
create unique index ledger_reversed_once on ledger (county, reverses) where reverses is not null;
call app.hold_to_county('ledger');
grant select, insert on ledger to app_rw;
create trigger append_only before update or delete or truncate on ledger
    execute function app.refuse();

-- The chain: `hash` is SHA-256 over the hash before and the entry's text (app/ledger/rules.py).
create table seal (
    county int not null,
    position bigint not null,
    entry bigint not null,
    hash text not null,
    sealed_at timestamptz not null default now(),
    primary key (county, position),
    unique (county, entry),
    foreign key (county, entry) references ledger
);
call app.hold_to_county('seal');
grant select, insert on seal to app_rw;
create trigger append_only before update or delete or truncate on seal
    execute function app.refuse();

-- Without a unique key: writers of one county must not wait for one another.
create table dirty (
    county int not null,
    month date not null
);
create index dirty_month on dirty (county, month);
call app.hold_to_county('dirty');
grant select, insert, delete on dirty to app_rw;

-- ---- Counts for scores --------------------------------------------------------------------------

-- What scores are counted from: each entry under everything it may be scored for, on the day it
-- counts. What is taken back counts on the day of what it takes back, so that it vanishes from there.
create view counted with (security_invoker = true) as
    select entry.county, entry.id, entry.kind, entry.category, entry.form, entry.result, entry.role,
           entry.station, entry.topic, entry.consultation, entry.commitment, entry.happened_on,
           entry.reverses, whose.whose, whose.subject, entry.happened_on as counts_on,
           -- the day it was recorded, or the month's last for what was recorded before its end
           greatest((entry.recorded_at at time zone 'Asia/Shanghai')::date,
                    (date_trunc('month', entry.happened_on) + interval '1 month - 1 day')::date) as known_on,
           -- a rating's quantity is its stars: one rating is one
           case when entry.kind = 'rating.given' then sign(entry.quantity)::int else entry.quantity end as n
    from ledger as entry
    left join commitment on commitment.county = entry.county and commitment.id = entry.commitment
    cross join lateral (values ('station', entry.station), ('member', entry.member),
                               ('department', commitment.department)) as whose (whose, subject)
    where entry.reverses is null and whose.subject is not null
    union all
    select entry.county, entry.id, entry.kind, entry.category, entry.form, entry.result, entry.role,
           entry.station, entry.topic, entry.consultation, entry.commitment, entry.happened_on,
           entry.reverses, whose.whose, whose.subject, posted.happened_on,
           greatest((posted.recorded_at at time zone 'Asia/Shanghai')::date,
                    (date_trunc('month', posted.happened_on) + interval '1 month - 1 day')::date),
           case when entry.kind = 'rating.given' then sign(entry.quantity)::int else entry.quantity end
    from ledger as entry
    join ledger as posted on posted.county = entry.county and posted.id = entry.reverses
    left join commitment on commitment.county = entry.county and commitment.id = entry.commitment
    cross join lateral (values ('station', entry.station), ('member', entry.member),
                               ('department', commitment.department)) as whose (whose, subject)
    where entry.reverses is not null and whose.subject is not null;
grant select on counted to app_rw;

-- The same by months: as many rows as there are things to tell apart, not as there are records.
-- Recomputed month by dirty month; months that are dirty are read from the entries themselves.
create table tally (
    county int not null,
    month date not null,
    whose text not null,  -- station, member or department
    subject bigint not null,
    known_on date not null,
    kind text not null,
    category text not null,
    form text not null,
    result text not null,
    role text not null,
    n bigint not null,
    -- what is recorded too late costs by the record, not by how many citizens it tells of
    records bigint not null default 0,
    primary key (county, whose, month, kind, subject, known_on, category, form, result, role)
);
create index tally_late on tally (county, whose, known_on)
    where known_on >= (month + interval '1 month')::date;
call app.hold_to_county('tally');
grant select, insert, delete on tally to app_rw;

-- ---- Assessment ---------------------------------------------------------------------------------

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

-- ---- Activities ---------------------------------------------------------------------------------

-- 履职活动: what a member did, or what a station's people achieved, outside a consultation. Reported
-- by anybody concerned; counted in the ledger once the office has verified it.
create table activity (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null,  -- a key of the charter's activities
    title text not null,
    happened_on date not null,
    station bigint not null,
    level text not null default '',  -- how high it reached, in the words of the charter
    quantity int not null default 1,
    note text not null default '',
    account bigint not null,
    reported_by text not null,
    reported_at timestamptz not null default now(),
    state text not null default 'reported' check (state in ('reported', 'verified', 'refused')),
    reason text not null default '',
    decided_by text not null default '',
    decided_at timestamptz,
    primary key (county, id),
    foreign key (county, station) references station,
    foreign key (county, account) references account
);
create index activity_state on activity (county, state, id);
call app.hold_to_county('activity');
grant select, insert, update (state, reason, decided_by, decided_at) on activity to app_rw;

-- Whose it is, in their order: the first of three gets more than the third.
create table activity_member (
    county int not null,
    activity bigint not null,
    place int not null,
    member bigint not null,
    primary key (county, activity, place),
    unique (county, activity, member),
    foreign key (county, activity) references activity,
    foreign key (county, member) references member
);
create index activity_member_member on activity_member (county, member, activity);
call app.hold_to_county('activity_member');
grant select, insert on activity_member to app_rw;

-- ---- Standards of stations ----------------------------------------------------------------------

-- What a station shows of its standard (五有, 六有 …), item by item: who showed it, who verified it,
-- who took it back and why. A row for each time it is shown; what is over stays as it was.
create table standard_check (
    county int not null,
    id bigint not null default app.new_id(),
    station bigint not null,
    standard text not null,  -- the name of one of the charter's stations.standards
    item text not null,  -- a key of its items …
    called text not null,  -- … and what that was called when it was shown
    note text not null default '',
    account bigint not null,
    shown_by text not null,
    shown_at timestamptz not null default now(),
    state text not null default 'shown'
        check (state in ('shown', 'verified', 'refused', 'withdrawn')),
    verified_by text not null default '',
    verified_at timestamptz,
    ended_by text not null default '',  -- refused, or taken back after it was verified
    ended_at timestamptz,
    reason text not null default '',
    primary key (county, id),
    foreign key (county, station) references station,
    foreign key (county, account) references account
);
create index standard_check_item on standard_check (county, station, standard, item, id);
create unique index standard_check_once on standard_check (county, station, standard, item)
    where state in ('shown', 'verified');
create index standard_check_waits on standard_check (county, id) where state = 'shown';
call app.hold_to_county('standard_check');
grant select, insert, update (state, verified_by, verified_at, ended_by, ended_at, reason)
    on standard_check to app_rw;

create function app.check_stays() returns trigger language plpgsql as $$
begin
    if old.state in ('refused', 'withdrawn') or (old.state = 'verified' and new.state <> 'withdrawn')
    then
        raise exception 'what was decided stays as it was';
    end if;
    return new;
end $$;
create trigger stays before update on standard_check for each row execute function app.check_stays();

-- ---- Photos -------------------------------------------------------------------------------------

-- A photo lies in the object store; the row says what it shows and how far its intake has come.
create table photo (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint,
    consultation bigint,
    commitment bigint,
    station bigint,
    caption text not null default '',
    state text not null default 'pending' check (state in ('pending', 'arrived', 'ready', 'refused')),
    refusal text not null default '',  -- a msgid
    object text not null,  -- key of the upload, and stem of the renditions' keys
    sha256 text not null default '',
    width int not null default 0,
    height int not null default 0,
    taken_at timestamptz,  -- from the camera; private, as is the place
    taken_zone_known boolean not null default false,
    latitude double precision,
    longitude double precision,
    account bigint,
    uploaded_at timestamptz not null default now(),
    removed_at timestamptz,
    mark bigint,
    activity bigint,
    standard_check bigint,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, consultation) references consultation,
    foreign key (county, commitment) references commitment,
    foreign key (county, station) references station,
    foreign key (county, account) references account,
    foreign key (county, mark) references mark,
    foreign key (county, activity) references activity,
    foreign key (county, standard_check) references standard_check
);
create index photo_consultation on photo (county, consultation);
create index photo_topic on photo (county, topic);
create index photo_commitment on photo (county, commitment);
create index photo_station on photo (county, station);
create index photo_mark on photo (county, mark) where mark is not null;
create index photo_activity on photo (county, activity) where activity is not null;
create index photo_standard_check on photo (county, standard_check) where standard_check is not null;
create index photo_unfinished on photo (county, uploaded_at) where state in ('pending', 'arrived');
call app.hold_to_county('photo');
grant select, insert, delete, update (caption, state, refusal, sha256, width, height, taken_at,
    taken_zone_known, latitude, longitude, removed_at) on photo to app_rw;

-- ---- Sign-up ------------------------------------------------------------------------------------

-- Of the operator's realm (county 1): who asks to join.
create table signup (
    county int not null,
    id bigint not null default app.new_id(),
    reference text not null,  -- random: where the office sees what became of it
    code int not null,  -- division code of the county that asks
    slug text not null,
    preset text not null,
    unchecked text[] not null,  -- division codes that are no station
    admin_name text not null,
    admin_subject text not null,
    contact text not null,  -- personal data: how the operator reaches the office
    issuer text not null,
    client_id text not null,
    client_secret text not null,
    state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused')),
    reason text not null default '',
    asked_at timestamptz not null default now(),
    decided_at timestamptz,
    decided_by bigint,
    primary key (county, id),
    foreign key (county, decided_by) references account
);
create unique index signup_waiting on signup (county, code) where state = 'waiting';
create unique index signup_reference on signup (county, reference);
create index signup_state on signup (county, state, id);
call app.hold_to_county('signup');
grant select, insert, update (state, reason, decided_at, decided_by) on signup to app_rw;

-- ---- Regions ------------------------------------------------------------------------------------

-- What provinces and prefectures compare: a county's counts by quarters, one row for each measure
-- (app/ledger/measures.py), made anew from the ledger with the counts by months.
create table county_count (
    county int not null,
    quarter date not null,  -- its first day
    item text not null,  -- what a county shares or not: the measure's item
    measure text not null,
    n bigint not null,
    primary key (county, measure, quarter)
);
call app.hold_to_county('county_count');
grant select, insert, delete on county_count to app_rw;

-- Where there are stations, today: one row for each township of the national list.
create table township_count (
    county int not null,
    township text not null,  -- nine digits
    stations int not null,  -- of the township itself
    villages int not null,  -- in the list, but for those that are none
    covered int not null,  -- villages with a station
    primary key (county, township)
);
call app.hold_to_county('township_count');
grant select, insert, delete on township_count to app_rw;

-- What the office says of its county: no record tells it.
create table profile (
    county int primary key,
    people int not null check (people > 0),  -- inhabitants
    said_of int not null,  -- the year of that figure
    said_by text not null,
    said_at timestamptz not null default now()
);
call app.hold_to_county('profile');
grant select, insert, update (people, said_of, said_by, said_at) on profile to app_rw;

-- What a county lets a region see: item by item, and only from the day it agreed.
create sequence app.change;
grant usage on sequence app.change to app_rw;
create table share (
    county int not null,
    id bigint not null default app.new_id(),
    region int not null check (region between 10 and 99 or region between 1000 and 9999),
    item text not null,
    -- numbers that only grow, so that workers know whether pages that they keep still hold: of the
    -- agreement, and of what the item lets through, whenever that has changed
    agreed bigint not null default nextval('app.change'),
    changed bigint not null default nextval('app.change'),
    agreed_by text not null,
    agreed_at timestamptz not null default now(),
    ended_by text not null default '',
    ended_at timestamptz,
    primary key (county, id)
);
create unique index share_open on share (county, region, item) where ended_at is null;
call app.hold_to_county('share');
grant select, insert, update (changed, ended_by, ended_at) on share to app_rw;

-- Who of the region looked at this county's counts, and when: the county reads it.
create table look (
    county int not null,
    id bigint not null default app.new_id(),
    region int not null,
    person text not null,
    page text not null,
    looked_on date not null default current_date,
    primary key (county, id),
    unique (county, region, person, page, looked_on)  -- once a day
);
call app.hold_to_county('look');
grant select on look to app_rw;

-- The region's staff read as a role of its own, which sees these rows and no others: not one of
-- app_rw's tables, of no county that has not agreed, of no item that it keeps to itself, and no name
-- of whoever agreed.
create function app.region() returns int language sql stable parallel safe
    as $$ select nullif(current_setting('app.region', true), '')::int $$;
create function app.under(county int) returns boolean language sql stable parallel safe
    as $$ select county / case when app.region() < 100 then 10000 else 100 end = app.region() $$;
grant usage on schema app to app_region;
grant usage on sequence app.tick to app_region;
grant select on county, division, county_count, township_count to app_region;
grant select (county, region, item, agreed, changed, ended_at) on share to app_region;
grant select (county, platform, title, number, document, withdrawn_at) on published_charter to app_region;
grant insert on look to app_region;
create policy region_reads on county for select to app_region using (true);
create policy region_reads on share for select to app_region
    using (region = app.region() and app.under(county) and ended_at is null);
create policy region_reads on county_count for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = county_count.county
          and share.item = county_count.item and share.region = app.region()
          and share.ended_at is null));
create policy region_reads on township_count for select to app_region using (
    app.under(county) and exists (
        select from share where share.county = township_count.county
          and share.item = 'coverage' and share.region = app.region()
          and share.ended_at is null));
create policy region_reads on published_charter for select to app_region
    using (app.under(county) and withdrawn_at is null);
create policy region_notes on look for insert to app_region with check (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = look.county and share.region = app.region()
          and share.ended_at is null));

-- A region's own, under its code as the number of its realm: what it weighs its counties by, …
create table weighting (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    weights jsonb not null,  -- key of an indicator → weight, above zero
    saved_by text not null,
    saved_at timestamptz not null default now(),
    primary key (county, id)
);
call app.hold_to_county('weighting');
grant select, insert on weighting to app_rw;

-- … and keys by which its own systems fetch the figures. Only their hash is kept.
create table api_key (
    county int not null,
    id bigint not null default app.new_id(),
    name text not null,
    hash text not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    ended_at timestamptz,
    used_at timestamptz,
    minute timestamptz not null default '-infinity',  -- that began with the first request …
    used int not null default 0,  -- … of so many: shared by all workers
    primary key (county, id),
    unique (county, hash)
);
call app.hold_to_county('api_key');
grant select, insert, update (ended_at, used_at, minute, used) on api_key to app_rw;

-- Where a county stands in a region that it shares with: written by the region's role, read by the
-- county, which so never sees another's row.
create table standing (
    county int not null,
    region int not null,
    indicator text not null,
    first date not null,  -- first days of the first and the last quarter
    last date not null,
    number double precision,
    middle double precision,
    low double precision,  -- the quartiles
    high double precision,
    light text not null,
    rank int,
    among int not null,
    made_at timestamptz not null default now(),
    primary key (county, region, indicator)
);
call app.hold_to_county('standing');
grant select, delete on standing to app_rw;
grant select (county, region), insert, delete on standing to app_region;
create policy region_places on standing for insert to app_region with check (
    region = app.region() and app.under(county) and exists (
        select from share where share.county = standing.county and share.region = app.region()
          and share.ended_at is null));
create policy region_replaces on standing for delete to app_region
    using (region = app.region() and app.under(county));
create policy region_finds on standing for select to app_region
    using (region = app.region() and app.under(county));

-- ---- Cases --------------------------------------------------------------------------------------

-- 典型: a closed topic that its county nominates to its prefecture or its province, told in texts
-- that were written for publication. The region reads these, and nothing else of the topic.
create table nomination (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    region int not null,  -- to whom
    onward boolean not null,  -- a prefecture may pass it on to its province
    passed_to int,  -- the province it was passed on to
    title text not null,
    matter text not null,
    talk text not null,
    result text not null,
    photos bigint[] not null default '{}',
    nominated_by text not null,
    nominated_at timestamptz not null default now(),
    withdrawn_by text not null default '',
    withdrawn_at timestamptz,  -- from then on it is gone for all but its county
    primary key (county, id),
    foreign key (county, topic) references topic,
    check (region in (county / 10000, county / 100)),
    check (passed_to is null or passed_to = region / 100 and onward),
    check (cardinality(photos) <= 3)
);
create unique index nomination_open on nomination (county, topic, region) where withdrawn_at is null;
call app.hold_to_county('nomination');
grant select, insert, update (photos, withdrawn_by, withdrawn_at) on nomination to app_rw;

-- What regions decide about it, one after the other; nothing goes without an answer. The region
-- writes, the county reads.
create table choice (
    county int not null,
    id bigint not null default app.new_id(),
    nomination bigint not null,
    region int not null,  -- whose decision it is
    kind text not null check (kind in ('chosen', 'declined', 'passed_on', 'published', 'recalled')),
    reason text not null default '',
    person text not null,
    at timestamptz not null default now(),
    counted_at timestamptz,  -- when the county's own job took it into its ledger
    primary key (county, id),
    foreign key (county, nomination) references nomination,
    check (length(reason) <= 500 and (kind not in ('declined', 'recalled') or reason <> ''))
);
create index choice_nomination on choice (county, nomination, id);
create index choice_uncounted on choice (county) where counted_at is null and kind = 'chosen';
call app.hold_to_county('choice');
grant select, update (counted_at) on choice to app_rw;

-- Shared by all: what a region publishes to all counties, in a copy, so that no county ever looks
-- into another's tables. Only the region writes it, only what it chose, only as its county told it.
create table published_case (
    id bigint primary key default app.new_id(),
    county int not null references county (id),
    nomination bigint not null,
    topic bigint not null,
    region int not null,
    title text not null,
    matter text not null,
    talk text not null,
    result text not null,
    photos bigint[] not null,
    published_at timestamptz not null default now(),
    withdrawn_at timestamptz  -- from then on its own county alone sees it
);
create unique index published_case_open on published_case (county, nomination, region)
    where withdrawn_at is null;
create index published_case_county on published_case (county, id);
alter table published_case enable row level security;
alter table published_case force row level security;
create policy everyone_reads on published_case for select to app_rw
    using (withdrawn_at is null or county = app.county());
create policy county_withdraws on published_case for update to app_rw
    using (county = app.county()) with check (county = app.county());
grant select, update (photos, withdrawn_at) on published_case to app_rw;

-- The region sees what is nominated or passed on to it, by counties that share something with it.
grant select (county, id, topic, region, onward, passed_to, title, matter, talk, result, photos,
    nominated_at, withdrawn_at), update (passed_to) on nomination to app_region;
grant select (county, id, nomination, region, kind, reason, person, at),
    insert (county, nomination, region, kind, reason, person) on choice to app_region;
grant select, insert (county, nomination, topic, region, title, matter, talk, result, photos),
    update (withdrawn_at) on published_case to app_region;
create policy region_reads on nomination for select to app_region using (
    withdrawn_at is null and app.under(county) and app.region() in (region, passed_to) and exists (
        select from share where share.county = nomination.county and share.region = app.region()
          and share.ended_at is null));
-- Also for locking it while it is decided about. What it passes on is its own, and goes up only.
create policy region_passes_on on nomination for update to app_region
    using (withdrawn_at is null and app.under(county) and app.region() in (region, passed_to))
    with check (region = app.region() and passed_to is not null);
create policy region_reads on choice for select to app_region using (
    (region = app.region() or kind = 'passed_on' and region / 100 = app.region()) and exists (
        select from nomination as own
        where own.county = choice.county and own.id = choice.nomination));
create policy region_decides on choice for insert to app_region with check (
    region = app.region() and exists (
        select from nomination as own
        where own.county = choice.county and own.id = choice.nomination));
-- An update must leave a row that whoever made it can see: hence those of this very moment.
create policy region_reads on published_case for select to app_region
    using (withdrawn_at is null or region = app.region() and withdrawn_at = now());
create policy region_publishes on published_case for insert to app_region with check (
    region = app.region() and exists (
        select from nomination as own
        where own.county = published_case.county and own.id = published_case.nomination
          and (own.topic, own.title, own.matter, own.talk, own.result, own.photos)
            = (published_case.topic, published_case.title, published_case.matter,
               published_case.talk, published_case.result, published_case.photos))
    and exists (
        select from choice where choice.county = published_case.county
          and choice.nomination = published_case.nomination and choice.region = app.region()
          and choice.kind = 'chosen'));
create policy region_recalls on published_case for update to app_region
    using (region = app.region()) with check (region = app.region() and withdrawn_at = now());

-- A region's forms are sent twice as any others.
create policy region_remembers on submission for insert to app_region
    with check (county = app.region());
create policy region_recognises on submission for select to app_region
    using (county = app.region());
grant select (county, token, led_to), insert (county, token, led_to) on submission to app_region;

-- Gone at once from all counties' pages too: what was published of a nomination that its county
-- withdraws, and what a region published of a county that ends its last share with it.
create function app.case_withdrawn() returns trigger language plpgsql as $$
begin
    update published_case set withdrawn_at = now()
    where county = new.county and nomination = new.id and withdrawn_at is null;
    return null;
end $$;
create trigger withdrawn after update of withdrawn_at on nomination
    for each row when (new.withdrawn_at is not null) execute function app.case_withdrawn();

create function app.county_left() returns trigger language plpgsql as $$
begin
    if exists (select from share where share.county = new.county and share.region = new.region
               and share.ended_at is null) then
        return null;
    end if;
    -- Whoever is publishing one at this moment is waited for.
    perform from nomination where nomination.county = new.county
        and new.region in (nomination.region, nomination.passed_to)
        and nomination.withdrawn_at is null for update;
    update published_case set withdrawn_at = now()
    where county = new.county and region = new.region and withdrawn_at is null;
    return null;
end $$;
-- In the end of the transaction, for a page may end items and agree to others in one.
create constraint trigger county_left after update of ended_at on share
    deferrable initially deferred
    for each row when (new.ended_at is not null) execute function app.county_left();

-- A photo that is taken away is shown nowhere, and leaves no hole on other counties' pages.
create function app.case_without_photo() returns trigger language plpgsql as $$
begin
    update nomination set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    update published_case set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    return null;
end $$;
create trigger taken_from_cases after update of removed_at on photo
    for each row when (new.removed_at is not null) execute function app.case_without_photo();

-- ---- Jobs ---------------------------------------------------------------------------------------

-- pgqueuer 1.6.0 -- prefix='' schema='jobs' durability=durable

CREATE SCHEMA IF NOT EXISTS jobs;

CREATE TYPE jobs.pgqueuer_status AS ENUM ('queued', 'picked', 'successful', 'exception', 'canceled', 'deleted', 'failed');

CREATE TABLE jobs.pgqueuer (
    id bigserial NOT NULL PRIMARY KEY,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    execute_after timestamp with time zone NOT NULL DEFAULT now(),
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer NOT NULL DEFAULT 0,
    slot bigint
);

CREATE TABLE jobs.pgqueuer_log (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT now(),
    job_id bigint NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

CREATE TABLE jobs.pgqueuer_schedules (
    id bigserial NOT NULL PRIMARY KEY,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    next_run timestamp with time zone NOT NULL DEFAULT now(),
    last_run timestamp with time zone,
    status jobs.pgqueuer_status DEFAULT 'queued'::jobs.pgqueuer_status,
    UNIQUE (expression, entrypoint)
);

CREATE TABLE jobs.pgqueuer_statistics (
    id bigserial NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT date_trunc('sec'::text, now()),
    count bigint NOT NULL,
    priority integer NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE INDEX pgqueuer_ep_ea_idx ON jobs.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON jobs.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON jobs.pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON jobs.pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON jobs.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON jobs.pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON jobs.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON jobs.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::jobs.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON jobs.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON jobs.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON jobs.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON jobs.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::jobs.pgqueuer_status, 'picked'::jobs.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON jobs.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE FUNCTION jobs.fn_pgqueuer_changed() RETURNS TRIGGER AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER tg_pgqueuer_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON jobs.pgqueuer
EXECUTE FUNCTION jobs.fn_pgqueuer_changed();

-- Counties whose ledger has grown, so that the worker looks at no others. Numbers only, shared by
-- all. Without a unique key, and no job per posting: neither then waits for another's commit (a
-- unique key would make a county's writers take turns; so would NOTIFY, for the whole server).
CREATE TABLE jobs.due (county int NOT NULL);
CREATE INDEX due_county ON jobs.due (county);

grant usage on schema jobs to app_rw;
grant select, insert, update, delete on all tables in schema jobs to app_rw;
grant usage on all sequences in schema jobs to app_rw;
-- A region tells a county's job that there is work.
grant usage on schema jobs to app_region;
grant insert on jobs.due to app_region;

-- Regions whose counties' places are to be made anew, as jobs.due.
create table jobs.due_region (region int not null);
grant select, insert, delete on jobs.due_region to app_rw;
