-- Whose totals are the same stand by pinyin, as people and places do everywhere. What was settled keeps the
-- key with the name; an order that is kept has it beside each subject, and is made anew.
truncate kept_order;
alter table kept_order add column keys text[] not null;
grant update (keys) on kept_order to app_rw;
alter table settled add column by_pinyin text collate "C" not null default '';
grant update (by_pinyin) on settled to app_rw;  -- it goes with a member's name

-- Policies hold for the owner too, and what is settled is written once: lifted for this.
alter table settled no force row level security;
alter table member no force row level security;
alter table settled disable trigger amended;
update settled set by_pinyin = app.name_key(name, case when subject !~ '^\d{1,18}$' then 'place' else case when exists (
    select from member where member.county = settled.county and member.id = settled.subject::bigint)
    then 'person' else 'place' end end)
where name <> '▇▇';
alter table settled enable trigger amended;
alter table member force row level security;
alter table settled force row level security;
