-- Names stand where a reader looks for them: 李 四 as 李四, full-width letters as others, and surnames
-- of two letters as they are read. 尉 alone is wèi, and yù only in 尉迟.
update letter set surname = null where letter = '尉';
update letter set surname = (select pinyin from letter as other where other.letter = read_so.same) + 2
from (values ('乐', '岳'), ('占', '詹')) as read_so (letter, same) where letter.letter = read_so.letter;

create or replace function app.name_key(name text, how text) returns text language sql stable
    begin atomic
    select coalesce(string_agg(case
        when letter.letter is null and one.sign < U&'\3400' collate "C"
            then '0' || lpad(to_hex(ascii(lower(one.sign))), 5, '0')
        when letter.letter is null then '2' || lpad(to_hex(ascii(one.sign)), 5, '0')
        else '1' || lpad(to_hex(case
            when how = 'strokes' then letter.strokes
            when how = 'person' and one.place = 1
                then coalesce(alike.pinyin + 3, letter.surname, letter.pinyin)
            else letter.pinyin end), 5, '0')
        end, '' order by one.place), '')
    from regexp_replace(normalize(name, NFKC), '\s', '', 'g') as plain (name)
    cross join unnest(string_to_array(plain.name, null)) with ordinality as one (sign, place)
    left join letter on letter.letter = one.sign
    left join (values ('尉迟', '玉'), ('万俟', '墨'), ('澹台', '谈'), ('单于', '蝉')) as two (surname, same)
        on one.place = 1 and two.surname = left(plain.name, 2)
    left join letter as alike on alike.letter = two.same;
    end;

alter table member no force row level security;
alter table station no force row level security;
alter table department no force row level security;
update member set by_pinyin = app.name_key(name, 'person'), by_strokes = app.name_key(name, 'strokes')
where by_pinyin <> app.name_key(name, 'person') or by_strokes <> app.name_key(name, 'strokes');
update station set by_pinyin = app.name_key(name, 'place') where by_pinyin <> app.name_key(name, 'place');
update department set by_pinyin = app.name_key(name, 'place') where by_pinyin <> app.name_key(name, 'place');
alter table member force row level security;
alter table station force row level security;
alter table department force row level security;
