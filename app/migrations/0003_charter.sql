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
