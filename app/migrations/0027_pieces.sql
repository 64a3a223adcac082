-- What is searched, cut into pieces of one and of two characters: a word is found by plain equality,
-- the only comparison that may use an index under row policies; words of Chinese often have two
-- characters, and one alone is asked for, too. Pieces say what may fit; app/text/search.py says what
-- does, so that a piece too many is no mistake.

create table piece (
    county int not null,
    kind text not null,  -- the table whose record it is
    public boolean not null,  -- strangers read the record
    piece text collate "C" not null,
    record bigint not null,
    primary key (county, kind, public, piece, record)
);
call app.hold_to_county('piece');
grant select, insert, delete on piece to app_rw;
-- A piece is a value as good as random: how often each of them is there, nobody needs to know.
alter table piece alter column kind set statistics 0;
alter table piece alter column public set statistics 0;
alter table piece alter column piece set statistics 0;
alter table piece alter column record set statistics 0;

-- Digits of all scripts, ten after each zero; those of Chinese are words (三门峡).
create function app.digits() returns text language sql immutable parallel safe as $$
    select string_agg(chr(zero + n), '' order by place, n)
    from unnest(array[
        1632, 1776, 1984, 2406, 2534, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558, 3664,
        3792, 3872, 4160, 4240, 6112, 6160, 6470, 6608, 6784, 6800, 6992, 7088, 7232, 7248,
        42528, 43216, 43264, 43472, 43504, 43600, 44016, 66720, 68912, 69734, 69872, 69942,
        70096, 70384, 70736, 70864, 71248, 71360, 71472, 71904, 72016, 72784, 73040, 73120,
        92768, 92864, 93008, 123200, 123632, 125264]) with ordinality as one (zero, place), generate_series(0, 9) as n
$$;

-- As texts are compared: in one width and case, without blanks and what is not seen, with one kind of
-- hyphen, dot, bracket and digit; letter by letter, as the expressions of app/text/search.py are made.
-- Looser than these, never tighter.
create function app.folded(words text) returns text language sql immutable strict parallel safe as $$
    select lower(translate(regexp_replace(regexp_replace(regexp_replace(
        (select coalesce(string_agg(normalize(letter, nfkd), '' order by place), '')
         from unnest(string_to_array(words, null)) with ordinality as one (letter, place)),
        '[\u00AD\u034F\u061C\u070F\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\U000E0000-\U000E0FFF\u0009-\u000D\u001C-\u0020\u0085\u00A0\u115F\u1160\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u2800\u3000\u3164\uFFA0]+', '', 'g'),
        '[\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2043\u2212\u2500\u2501\u2E17\u2E1A\u2E3A\u2E3B\u2E40\u2E5D\u301C\u3030\u30A0\uFE31\uFE32\uFE58\uFE63\uFF0D\U00010EAD]', '-', 'g'),
        '[\u002E\u00B7\u0387\u2022\u2024\u2027\u2219\u22C5\u25CF\u2E31\u2E33\u30FB\uFF0E\uFF65]', '·', 'g'),
        '〔【［〈《「『[〕】］〉》」』]' || app.digits(),
        '(((((((())))))))' || repeat('0123456789', 58)))
$$;

create function app.pieces(words text) returns text[] language sql immutable strict parallel safe as $$
    select array(select distinct unnest(array[letters[n], letters[n] || letters[n + 1]])
                 from string_to_array(app.folded(words), null) as letters,
                      generate_series(1, cardinality(letters)) as n
                 except select null)
$$;
-- Of what is asked for: pieces of two; of one character, that.
create function app.pieces_asked(words text) returns text[] language sql immutable strict parallel safe as $$
    select array(select distinct case cardinality(letters) when 1 then letters[1]
                                 else letters[n] || letters[n + 1] end
                 from string_to_array(app.folded(words), null) as letters,
                      generate_series(1, greatest(cardinality(letters) - 1, least(cardinality(letters), 1))) as n)
$$;

-- Of each kind, what is searched and who reads it.
create function app.searched(one topic) returns text language sql immutable as $$ select one.title $$;
create function app.searched(one station) returns text language sql immutable
    as $$ select one.name || '|' || one.address || '|' || one.code $$;
create function app.searched(one member) returns text language sql immutable
    as $$ select one.name || '|' || one.sector $$;
create function app.searched(one account) returns text language sql immutable
    as $$ select one.name || '|' || one.subject $$;
create function app.is_public(one topic) returns boolean language sql immutable
    as $$ select one.published_at is not null $$;
create function app.is_public(one station) returns boolean language sql immutable as $$ select true $$;
create function app.is_public(one member) returns boolean language sql immutable as $$ select false $$;
create function app.is_public(one account) returns boolean language sql immutable as $$ select false $$;

create function app.forget_pieces(county_ int, kind_ text, record_ bigint, words text, public_ boolean)
returns void language sql as $$
    delete from piece where piece.county = county_ and piece.kind = kind_ and piece.public = public_
       and piece.piece = any(app.pieces(words)) and piece.record = record_
$$;
create function app.note_pieces(county_ int, kind_ text, record_ bigint, words text, public_ boolean)
returns void language sql as $$
    insert into piece (county, kind, public, piece, record)
    select county_, kind_, public_, one, record_ from unnest(app.pieces(words)) as one
    on conflict do nothing
$$;

do $do$
declare kind text; columns text;
begin
    for kind, columns in values ('topic', 'title, published_at'), ('station', 'name, address, code'),
                                ('member', 'name, sector'), ('account', 'name, subject')
    loop
        execute format($$
            create function app.%1$s_pieces() returns trigger language plpgsql as $f$
            begin
                if tg_op = 'UPDATE' then
                    if app.searched(old) is not distinct from app.searched(new)
                       and app.is_public(old) = app.is_public(new) then
                        return null;
                    end if;
                    perform app.forget_pieces(old.county, %1$L, old.id, app.searched(old), app.is_public(old));
                end if;
                perform app.note_pieces(new.county, %1$L, new.id, app.searched(new), app.is_public(new));
                return null;
            end $f$;
            create trigger pieces after insert or update of %2$s on %1$I
                for each row execute function app.%1$s_pieces()$$, kind, columns);
    end loop;
end $do$;

-- What is there already is cut up by the worker, county by county, in its own time. Numbers only, in
-- the queue's schema, which has no row policies.
create table jobs.unpieced (
    county int not null,
    kind text not null,
    done_to bigint not null default -9223372036854775808,  -- records up to this one have theirs
    primary key (county, kind)
);
grant select, update, delete on jobs.unpieced to app_rw;
do $do$
declare kind text;
begin
    foreach kind in array array['topic', 'station', 'member', 'account'] loop
        execute format('alter table %I no force row level security', kind);
        execute format('insert into jobs.unpieced select distinct county, %L from %I', kind, kind);
        execute format('alter table %I force row level security', kind);
    end loop;
end $do$;
