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

alter table photo add column standard_check bigint;
alter table photo add foreign key (county, standard_check) references standard_check;
create index photo_standard_check on photo (county, standard_check) where standard_check is not null;
