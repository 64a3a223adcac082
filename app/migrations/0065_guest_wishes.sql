-- Whoever took part in an activity without an office is named there, too, and may want what is kept
-- about them seen, put right or erased. Their name goes out of what was written about it as well.
alter table wish add column activity bigint,
    add foreign key (county, activity) references activity (county, id),
    drop constraint wish_check,
    add constraint wish_check check (num_nonnulls(topic, account, member, activity) = 1),
    add check (activity is null or person <> '');
drop index wish_once;
create unique index wish_once on wish (
    county, kind, coalesce(topic, account, member, activity), person) where state = 'waiting';
create index wish_activity on wish (county, activity) where activity is not null;
grant update (title, note) on activity to app_rw;
drop trigger amended on activity;
create trigger amended before update of title, note, guests on activity
    for each row execute function app.only_amended();
