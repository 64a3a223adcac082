-- The worker's last sign and what it found then: one row, read by /healthz and the operator's page.
-- It is nobody's: the queue's schema has no row policies, and nothing of a county stands in it.
create table jobs.pulse (
    one boolean primary key default true check (one),
    at timestamptz not null,  -- when the worker looked
    queued int not null,
    held int not null,  -- failed four times: they wait for somebody
    oldest_at timestamptz,  -- since when the oldest that may run has waited
    store text not null,  -- '' where it answers
    disk_mb int not null,  -- left where the program keeps its files
    sealed_at timestamptz  -- when no county was left with entries to be sealed and counted
);
grant select, insert, update on jobs.pulse to app_rw;
