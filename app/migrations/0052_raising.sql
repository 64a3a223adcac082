-- Who meets the same matter joins it: once a browser and matter, of which only a mark is kept that
-- differs from matter to matter. How many, the ledger says.
create table joined (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    browser text not null,
    code text not null,  -- by which they are told what came of it
    joined_on date not null,
    primary key (county, id),
    unique (county, topic, browser),
    unique (county, code),
    foreign key (county, topic) references topic (county, id)
);
call app.hold_to_county('joined');
grant select, insert on joined to app_rw;
