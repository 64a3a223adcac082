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

alter table photo add column activity bigint;
alter table photo add foreign key (county, activity) references activity;
create index photo_activity on photo (county, activity) where activity is not null;
