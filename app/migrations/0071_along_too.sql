-- Stations and sittings are read along the pieces of what is searched, each list in its own order, as
-- 0068 has it of members. Whoever chooses a station or a member also means those that lie under one
-- that is called so, or are placed at it: these have pieces of that one's name, too, as kinds of their
-- own. So no list looks up all that a word fits, or walks to them.
alter table piece add column by_place text collate "C", add column from_top text collate "C",
    add column by_day date;
alter table piece alter column by_place set statistics 0;
alter table piece alter column from_top set statistics 0;
alter table piece alter column by_day set statistics 0;
create index piece_by_place on piece (county, kind, piece, by_place, record)
    where by_place is not null;
create index piece_from_top on piece (county, kind, piece, from_top, record)
    where from_top is not null;
create index piece_by_day on piece (county, kind, piece, by_day, record) where by_day is not null;

-- As lists of stations stand: by their place of the national list, a code of digits; and from the top
-- down. What follows is in pinyin.
create function app.place_key(one station) returns text language sql immutable
    as $$ select one.division || ' ' || one.by_pinyin $$;
create function app.top_key(one station) returns text language sql immutable
    as $$ select lpad(cardinality(one.lineage)::text, 3, '0') || one.by_pinyin $$;
create function app.station_name(county_ int, station_ bigint) returns text language sql stable
    as $$ select coalesce((select name from station where county = county_ and id = station_), '') $$;

drop function app.note_pieces(int, text, bigint, text, boolean, text, text);
create function app.note_pieces(
    county_ int, kind_ text, record_ bigint, words text, public_ boolean,
    by_pinyin_ text default null, by_strokes_ text default null, by_place_ text default null,
    from_top_ text default null, by_day_ date default null)
returns void language sql as $$
    insert into piece (county, kind, public, piece, record, by_pinyin, by_strokes, by_place, from_top,
                       by_day)
    select county_, kind_, public_, one, record_, by_pinyin_, by_strokes_, by_place_, from_top_, by_day_
    from unnest(app.pieces(words)) as one
    on conflict do nothing
$$;

create or replace function app.consultation_pieces() returns trigger language plpgsql as $f$
begin
    if tg_op = 'UPDATE' then
        if app.searched(old) is not distinct from app.searched(new) and old.held_on = new.held_on then
            return null;
        end if;
        perform app.forget_pieces(old.county, 'consultation', old.id, app.searched(old), false);
    end if;
    perform app.note_pieces(
        new.county, 'consultation', new.id, app.searched(new), false, by_day_ => new.held_on);
    return null;
end $f$;
drop trigger pieces on consultation;
create trigger pieces after insert or update of title, place, held_on on consultation
    for each row execute function app.consultation_pieces();

-- What is left of a name that another statement's rows had meanwhile is a piece too many.
create or replace function app.station_pieces() returns trigger language plpgsql as $f$
begin
    if tg_op = 'UPDATE' then
        if (app.searched(old), app.place_key(old), app.top_key(old), old.parent)
           is not distinct from (app.searched(new), app.place_key(new), app.top_key(new), new.parent) then
            return null;
        end if;
        perform app.forget_pieces(old.county, 'station', old.id, app.searched(old), true);
        perform app.forget_pieces(
            old.county, 'under', old.id, app.station_name(old.county, old.parent), true);
        if old.name <> new.name then
            perform app.forget_pieces(old.county, 'under', low.id, old.name, true),
                app.note_pieces(
                    new.county, 'under', low.id, new.name, true, from_top_ => app.top_key(low))
            from station as low where low.county = new.county and low.parent = new.id;
            perform app.forget_pieces(old.county, 'placed', member.id, old.name, false),
                app.note_pieces(
                    new.county, 'placed', member.id, new.name, false, by_pinyin_ => member.by_pinyin)
            from member where member.county = new.county and member.station = new.id;
        end if;
    end if;
    perform app.note_pieces(
        new.county, 'station', new.id, app.searched(new), true,
        by_place_ => app.place_key(new), from_top_ => app.top_key(new));
    perform app.note_pieces(
        new.county, 'under', new.id, app.station_name(new.county, new.parent), true,
        from_top_ => app.top_key(new));
    return null;
end $f$;
drop trigger pieces on station;
create trigger pieces
    after insert or update of name, address, code, division, by_pinyin, lineage, parent on station
    for each row execute function app.station_pieces();

create or replace function app.member_pieces() returns trigger language plpgsql as $f$
begin
    if tg_op = 'UPDATE' then
        if app.searched(old) is not distinct from app.searched(new)
           and (old.by_pinyin, old.by_strokes) = (new.by_pinyin, new.by_strokes)
           and old.station is not distinct from new.station then
            return null;
        end if;
        perform app.forget_pieces(old.county, 'member', old.id, app.searched(old), false);
        perform app.forget_pieces(
            old.county, 'placed', old.id, app.station_name(old.county, old.station), false);
    end if;
    perform app.note_pieces(
        new.county, 'member', new.id, app.searched(new), false, new.by_pinyin, new.by_strokes);
    perform app.note_pieces(
        new.county, 'placed', new.id, app.station_name(new.county, new.station), false,
        by_pinyin_ => new.by_pinyin);
    return null;
end $f$;
drop trigger pieces on member;
create trigger pieces after insert or update of name, sector, by_pinyin, by_strokes, station on member
    for each row execute function app.member_pieces();

-- Those that there are get theirs from the worker, county by county.
do $do$
declare kind text; of text;
begin
    for kind, of in values ('station', 'station'), ('under', 'station'), ('placed', 'member'),
                           ('consultation', 'consultation')
    loop
        execute format('alter table %I no force row level security', of);
        execute format('insert into jobs.unpieced select distinct county, %L from %I
                        on conflict (county, kind) do update set done_to = excluded.done_to', kind, of);
        execute format('alter table %I force row level security', of);
    end loop;
end $do$;
