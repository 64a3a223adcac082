-- What waits for whoever raised it, by an index: that a topic's last answer is not rated yet is written
-- on the topic, in the transaction that answers or rates.
alter table topic add column unrated boolean not null default false;
grant update (unrated) on topic to app_rw;

create function app.is_unrated(held int, wanted bigint) returns boolean language sql stable as $$
    select coalesce((
        select not exists (select from rating where county = held and rating.answer = last.id)
        from (select id from answer where county = held and topic = wanted
              order by id desc limit 1) as last), false)
$$;
create function app.note_unrated() returns trigger language plpgsql as $$
begin
    update topic set unrated = app.is_unrated(new.county, new.topic)
    where county = new.county and id = new.topic;
    return null;
end $$;
create trigger unrated after insert on answer for each row execute function app.note_unrated();
create trigger unrated after insert on rating for each row execute function app.note_unrated();

alter table topic no force row level security;
alter table answer no force row level security;
alter table rating no force row level security;
update topic set unrated = true
from (select distinct on (county, topic) county, topic, id from answer
      order by county, topic, id desc) as last
where topic.county = last.county and topic.id = last.topic
  and not exists (select from rating where rating.county = last.county and rating.answer = last.id);
alter table topic force row level security;
alter table answer force row level security;
alter table rating force row level security;
create index topic_unrated on topic (county, raiser, id) where unrated and raiser is not null;
create index topic_to_complete on topic (county, raiser, id)
    where stage = 'raised' and ring = 0 and raiser is not null;

-- Of some subjects alone their counts are read.
create index tally_of on tally (county, whose, subject, year);
drop index tally_member;

-- In which order a sheet's subjects stood in a period when the worker last looked: kept, so that a page
-- of a ranking scores its own rows alone (app/scoring/orders/). What changed since stands in `unscored`,
-- written by whatever changes it and in its transaction, or is not counted yet.
create table kept_order (
    county int not null,
    sheet text not null,  -- its key
    begins date not null,
    rules text not null,  -- a hash of what it was scored by: under other rules it is nothing
    subjects text[] not null,  -- best first
    totals bigint[] not null,  -- of each, in units of the last digit that the sheet shows
    competes boolean[] not null,  -- each: whether it is ranked
    known boolean[] not null,  -- each: whether there is any record of it, so that a ranking asks for no counts
    primary key (county, sheet, begins)
);
call app.hold_to_county('kept_order');
grant select, insert, delete, update (rules, subjects, totals, competes, known) on kept_order to app_rw;

-- `kind`: of the end of an entry, or of a subject; '': of any. No `subject`: all that is kept is void.
create table unscored (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null default '',
    subject text not null default '',
    primary key (county, id)
);
call app.hold_to_county('unscored');
grant select, insert, delete on unscored to app_rw;

create function app.note_unscored(held int, variadic marks text[]) returns void language plpgsql as $$
begin
    for place in 1 .. cardinality(marks) by 2 loop
        if marks[place + 1] <> '' or marks[place] = '' then
            insert into unscored (county, kind, subject) values (held, marks[place], marks[place + 1]);
        end if;
    end loop;
    insert into jobs.due (county) values (held);
end $$;
create function app.void_orders() returns trigger language plpgsql as $$
begin
    perform app.note_unscored(new.county, '', '');
    return null;
end $$;
create trigger orders after insert on charter for each row execute function app.void_orders();
create trigger orders after insert or update on assessment
    for each row execute function app.void_orders();
create function app.mark_orders() returns trigger language plpgsql as $$
begin
    perform app.note_unscored(new.county, '', new.subject);
    return null;
end $$;
create trigger orders after insert or update of verified on mark
    for each row execute function app.mark_orders();
create trigger orders after insert on settled for each row execute function app.mark_orders();
create function app.member_orders() returns trigger language plpgsql as $$
begin
    perform app.note_unscored(new.county, 'member', new.id::text, 'sector', new.sector,
        'sector', case when tg_op = 'UPDATE' then old.sector else '' end);
    return null;
end $$;
create trigger orders after insert or update of name, sector, left_on on member
    for each row execute function app.member_orders();
create function app.station_orders() returns trigger language plpgsql as $$
begin
    perform app.note_unscored(new.county, 'station', new.id::text,
        'township', left(new.division, 9),
        'township', case when tg_op = 'UPDATE' then left(old.division, 9) else '' end);
    return null;
end $$;
create trigger orders after insert or update of name, division, opened_on, closed_on on station
    for each row execute function app.station_orders();
create function app.department_orders() returns trigger language plpgsql as $$
begin
    perform app.note_unscored(new.county, 'department', new.id::text);
    return null;
end $$;
create trigger orders after insert or update of name on department
    for each row execute function app.department_orders();
insert into jobs.due (county) select id from county;
