-- The operator suspends a county: its sessions end, nobody signs in, nothing is sent in. It is read.
alter table county add suspended_at timestamptz, add suspended_why text not null default '';
create policy operator_suspends on county for update to app_rw
    using (app.county() = 1) with check (app.county() = 1);
grant update (suspended_at, suspended_why) on county to app_rw;
