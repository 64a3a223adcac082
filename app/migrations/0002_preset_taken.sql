-- Which preset a county's rules began from, and the text of it that they last took up: so that what
-- is new in the preset can be told from what the county has changed. Taken up by a version, or by a
-- draft as soon as it is signed as one.
create table preset_taken (
    county int not null,
    id bigint not null default app.new_id(),
    preset text not null,  -- its folder in tenants/
    document text not null,  -- TOML, as it was shipped then
    charter bigint,
    draft bigint,
    taken_at timestamptz not null default now(),
    primary key (county, id),
    foreign key (county, charter) references charter,
    foreign key (county, draft) references charter_draft,
    check (num_nonnulls(charter, draft) = 1)
);
create index preset_taken_charter on preset_taken (county, charter);
create index preset_taken_draft on preset_taken (county, draft);

-- Counties opened until now: their first version is the preset's text, letter for letter. Which one
-- it is tells its title; each of these belongs to one preset. Policies hold for the owner too, so
-- for once they are lifted, within this transaction.
alter table charter no force row level security;
insert into preset_taken (county, preset, document, charter)
select county, known.preset, document, charter.id
from charter join (values
    ('jiashan', '双联 民生议事堂'), ('wudu', '四个环节 三个下沉'), ('xinjiang', '1+6+X 三级平台'),
    ('yanjiang', '5+X 四步九环'), ('zhenan', '1844 分级化解')
) as known (preset, title) on strpos(document, format(E'\ntitle = "%s"\n', known.title)) > 0
where number = 1;
alter table charter force row level security;

call app.hold_to_county('preset_taken');
grant select, insert on preset_taken to app_rw;
create trigger append_only before update or delete or truncate on preset_taken
    execute function app.refuse();
