-- What waits to be sealed is written down as it is posted. It was found by its id, and ids follow the
-- clock of the machine: one entry from a clock three days ahead kept honest ones out of the chain.
create table unsealed (
    county int not null,
    entry bigint not null,
    primary key (county, entry),
    foreign key (county, entry) references ledger (county, id)
);
call app.hold_to_county('unsealed');
grant select, insert, delete on unsealed to app_rw;

create function app.note_unsealed() returns trigger language plpgsql as $$
begin
    insert into unsealed (county, entry) values (new.county, new.id);
    return null;
end $$;
create trigger unsealed after insert on ledger for each row execute function app.note_unsealed();

alter table ledger no force row level security;
alter table seal no force row level security;
alter table unsealed no force row level security;
insert into unsealed (county, entry)
select ledger.county, id from ledger
left join seal on seal.county = ledger.county and seal.entry = ledger.id
where seal.entry is null;
alter table ledger force row level security;
alter table seal force row level security;
alter table unsealed force row level security;
