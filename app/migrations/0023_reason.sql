-- Why something was taken back or done again: words, which may name somebody. The ledger is sealed for
-- ever and holds ids only; the words lie beside it, and who is erased goes out of them, too.
create table reason (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint,  -- null: about no matter
    text text not null,
    primary key (county, id),
    foreign key (county, topic) references topic (county, id)
);
create index reason_topic on reason (county, topic) where topic is not null;
call app.hold_to_county('reason');
grant select, insert, update (text) on reason to app_rw;
create trigger amended before update on reason for each row execute function app.only_amended();
