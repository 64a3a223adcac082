-- Topics from before 0024 whose ring judges words or work, and whose stage did not say so: what it judges
-- stands in their charter. The worker writes it, county by county, some at a time. Numbers only, in the
-- queue's schema, which has no row policies.
create table jobs.unjudged (
    county int not null primary key,
    done_to bigint not null default -9223372036854775808  -- topics up to this one have theirs
);
grant select, update, delete on jobs.unjudged to app_rw;
alter table topic no force row level security;
insert into jobs.unjudged select distinct county from topic;
alter table topic force row level security;
