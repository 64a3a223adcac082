-- Which department answers a statement: one that sits there. Null: nobody is asked, or it was noted
-- before anybody could be.
alter table statement add column asks bigint;
alter table statement add foreign key (county, asks) references participant (county, id);
create index statement_asks on statement (county, asks) where asks is not null;
