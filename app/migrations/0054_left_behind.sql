-- Whose name a matter is veiled for that was merged into it once: it goes with them when they are
-- erased. Null: of nobody who raised another matter.
alter table veil add column raised bigint;
alter table veil add foreign key (county, raised) references topic (county, id);
create index veil_raised on veil (county, raised) where raised is not null;
