-- A department that was entered twice, or is no more, ends and may be taken up again: with its name, what
-- it did and what is counted of it. What is open goes to the department that takes over, if one does
-- (`taken_over_by`; `handed`: which commitments went there, so that they come back with it).
alter table department add ceased_at timestamptz, add taken_over_by bigint,
    add handed bigint[] not null default '{}',
    add foreign key (county, taken_over_by) references department (county, id),
    add check (ceased_at is not null or taken_over_by is null and handed = '{}');
create index department_taken_over_by on department (county, taken_over_by) where taken_over_by is not null;
grant update (ceased_at, taken_over_by, handed) on department to app_rw;
grant update (department) on commitment to app_rw;
