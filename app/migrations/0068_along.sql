-- A list of members is read along the pieces of what is searched, in the list's own order: of however
-- many a word fits, a page reads a page's worth. In an order of its own a list had to look at all whom
-- a word fits, or walk to wherever the first of them stands: 王 stands near the end.
alter table piece add column by_pinyin text collate "C", add column by_strokes text collate "C";
alter table piece alter column by_pinyin set statistics 0;
alter table piece alter column by_strokes set statistics 0;
-- For what asks for this order alone: one piece of one record is looked up by the key.
create index piece_by_pinyin on piece (county, kind, piece, by_pinyin, record)
    where by_pinyin is not null;
create index piece_by_strokes on piece (county, kind, piece, by_strokes, record)
    where by_strokes is not null;

drop function app.note_pieces(int, text, bigint, text, boolean);
create function app.note_pieces(
    county_ int, kind_ text, record_ bigint, words text, public_ boolean,
    by_pinyin_ text default null, by_strokes_ text default null)
returns void language sql as $$
    insert into piece (county, kind, public, piece, record, by_pinyin, by_strokes)
    select county_, kind_, public_, one, record_, by_pinyin_, by_strokes_
    from unnest(app.pieces(words)) as one
    on conflict do nothing
$$;

create or replace function app.member_pieces() returns trigger language plpgsql as $f$
begin
    if tg_op = 'UPDATE' then
        if app.searched(old) is not distinct from app.searched(new)
           and (old.by_pinyin, old.by_strokes) = (new.by_pinyin, new.by_strokes) then
            return null;
        end if;
        perform app.forget_pieces(old.county, 'member', old.id, app.searched(old), false);
    end if;
    perform app.note_pieces(
        new.county, 'member', new.id, app.searched(new), false, new.by_pinyin, new.by_strokes);
    return null;
end $f$;
drop trigger pieces on member;
create trigger pieces after insert or update of name, sector, by_pinyin, by_strokes on member
    for each row execute function app.member_pieces();

-- Those that there are get theirs from the worker, county by county.
alter table member no force row level security;
insert into jobs.unpieced select distinct county, 'member' from member
on conflict (county, kind) do update set done_to = excluded.done_to;
alter table member force row level security;
