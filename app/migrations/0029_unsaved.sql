-- What somebody typed into a consultation's record and could not save, since somebody else was first,
-- it was closed, or the right was gone: theirs alone, until they choose. `token`: the form's own, so
-- that a form that is saved in the end takes away only what it showed itself.
create table unsaved_record (
    county int not null,
    id bigint not null default app.new_id(),
    consultation bigint not null,
    account bigint not null,
    token text not null,
    fields jsonb not null,  -- personal data, as everything that is typed
    at timestamptz not null default now(),
    primary key (county, id),
    unique (county, consultation, account, token),
    foreign key (county, consultation) references consultation (county, id),
    foreign key (county, account) references account (county, id)
);
create index unsaved_record_account on unsaved_record (county, account, id);
create index unsaved_record_at on unsaved_record (county, at);
call app.hold_to_county('unsaved_record');
grant select, insert, delete, update (fields, at) on unsaved_record to app_rw;
