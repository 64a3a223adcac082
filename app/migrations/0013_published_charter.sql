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
