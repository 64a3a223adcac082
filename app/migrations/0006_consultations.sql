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
