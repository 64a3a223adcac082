-- How many came to what is not public is kept, too (app/ledger/internal.py): strangers' figures were
-- found from every such matter, of which an old county has thousands.
--
-- Which matters are in the kept counts as not public. No entry of one is counted: it is not here.
create table internal_topic (
    county int not null,
    topic bigint not null,
    primary key (county, topic)
);
call app.hold_to_county('internal_topic');
grant select, insert, delete on internal_topic to app_rw;

-- What became public, or is so no longer, since its entries were counted: written in that transaction,
-- read beside what is kept. One matter may stand here more than once: nobody waits for anybody.
create table turned (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    primary key (county, id)
);
call app.hold_to_county('turned');
grant select, insert, delete on turned to app_rw;

create function app.note_turned() returns trigger language plpgsql as $$
begin
    insert into turned (county, topic) values (new.county, new.id);
    insert into jobs.due (county) values (new.county);
    return null;
end $$;
create trigger turned after update of published_at on topic for each row
    when ((old.published_at is null) <> (new.published_at is null))
    execute function app.note_turned();

-- Nothing is counted as not public yet: what is so has turned. Each county's job counts it, some of it
-- at a time; until then it is read from its entries, as all of it was.
alter table topic no force row level security;
alter table consultation no force row level security;
alter table turned no force row level security;
insert into turned (county, topic)
select distinct topic.county, topic.id from consultation
join topic on topic.county = consultation.county and topic.id = consultation.topic
where topic.published_at is null;
insert into jobs.due (county) select distinct county from turned;
alter table topic force row level security;
alter table consultation force row level security;
alter table turned force row level security;

drop index topic_internal_sat;

-- A few kinds' counts, not those of all kinds, whichever days are asked for.
drop index figure_since;
create index figure_since on figure (county, "by", kind, since);

-- An entry that takes something back is found by its own id like any other. In two parts, of which the
-- second holds these alone, all of them were read to see which of a few entries are such.
create or replace view counted with (security_invoker = true) as
    select entry.county, entry.id, entry.kind, entry.category, entry.form, entry.result, entry.role,
           entry.station, entry.topic, entry.consultation, entry.commitment, entry.happened_on,
           entry.reverses, whose.whose, whose.subject,
           coalesce(posted.happened_on, entry.happened_on) as counts_on,
           -- the day it was recorded, or the month's last for what was recorded before its end
           greatest((coalesce(posted.recorded_at, entry.recorded_at) at time zone 'Asia/Shanghai')::date,
                    (date_trunc('month', coalesce(posted.happened_on, entry.happened_on))
                     + interval '1 month - 1 day')::date) as known_on,
           -- a rating's quantity is its stars: one rating is one
           case when entry.kind = 'rating.given' then sign(entry.quantity)::int else entry.quantity end as n
    from ledger as entry
    left join ledger as posted on posted.county = entry.county and posted.id = entry.reverses
    left join commitment on commitment.county = entry.county and commitment.id = entry.commitment
    cross join lateral (values ('station', entry.station), ('member', entry.member),
                               ('department', commitment.department)) as whose (whose, subject)
    where whose.subject is not null;
