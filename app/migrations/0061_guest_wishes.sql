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

-- Surnames that are read otherwise than the letter alone: 贠 yùn, 藏 zāng, 粘 nián, 颉 xié.
update letter set surname = (select pinyin from letter as other where other.letter = read_so.same) + 2
from (values ('贠', '运'), ('藏', '臧'), ('粘', '年'), ('颉', '协')) as read_so (letter, same)
where letter.letter = read_so.letter;
alter table member no force row level security;
update member set by_pinyin = app.name_key(name, 'person')
where left(name, 1) in ('贠', '藏', '粘', '颉');
alter table member force row level security;

-- Scores stay as they were approved; the name beside them goes with the member's.
grant update (name) on settled to app_rw;
create trigger amended before update on settled for each row execute function app.only_amended();
