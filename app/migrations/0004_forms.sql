-- A form counts once, and a second form under the same token is told so.
alter table submission add column content text not null default '';
alter table submission add column said text not null default '';
alter table submission add column kept text not null default '';

-- What was typed when a sign-in had expired: for an hour, for the same person in the same browser.
create table kept_form (
    county int not null,
    id bigint not null default app.new_id(),
    account bigint not null,
    browser text not null,
    address text not null,
    page text not null,
    fields jsonb not null,
    at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, account) references account (county, id)
);
create index kept_form_at on kept_form (county, at);
call app.hold_to_county('kept_form');
grant select, insert, delete on kept_form to app_rw;
grant update (led_to, said, kept) on submission to app_rw;
