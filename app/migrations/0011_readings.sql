-- Counties are found by their full pinyin too, and the operator may add and rename divisions. A list
-- that was loaded before is loaded anew at the next start, and keeps what was amended.
alter table division
    add column spelt text not null default '',  -- pinyin from each syllable on, of counties and cities
    add column amended boolean not null default false;  -- by the operator: no newer list undoes it

-- Not forced: the list is loaded by its owner.
alter table division enable row level security;
create policy everyone_reads on division for select to app_rw using (true);
create policy operator_adds on division for insert to app_rw with check (app.county() = 1 and amended);
create policy operator_renames on division for update to app_rw
    using (app.county() = 1) with check (app.county() = 1);
create policy region_reads on division for select to app_region using (true);
create index division_amended on division (code) where amended;
grant insert, update (name, path, initials, romanised, spelt, amended) on division to app_rw;
