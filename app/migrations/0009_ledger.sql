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

-- Monthly counts, for comparison: recomputed from the ledger by a job, month by dirty month.
create table month_count (
    county int not null,
    month date not null,
    station bigint not null,
    kind text not null,
    level text not null,
    station_kind text not null,
    category text not null,
    form text not null,
    result text not null,
    role text not null,
    entries int not null,
    quantity bigint not null,
    primary key (county, month, station, kind, level, station_kind, category, form, result, role),
    foreign key (county, station) references station
);
call app.hold_to_county('month_count');
grant select, insert, delete on month_count to app_rw;

-- Without a unique key: writers of one county must not wait for one another.
create table dirty (
    county int not null,
    month date not null
);
create index dirty_month on dirty (county, month);
call app.hold_to_county('dirty');
grant select, insert, delete on dirty to app_rw;
