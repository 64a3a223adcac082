-- Sittings are found by pieces of their title and place, as 0027 has it of the others. Who reads one
-- hangs on its matter too, so none is kept as public: the list asks.
create function app.searched(one consultation) returns text language sql immutable
    as $$ select one.title || '|' || one.place $$;
create function app.is_public(one consultation) returns boolean language sql immutable as $$ select false $$;
create function app.consultation_pieces() returns trigger language plpgsql as $f$
begin
    if tg_op = 'UPDATE' then
        if app.searched(old) is not distinct from app.searched(new) then
            return null;
        end if;
        perform app.forget_pieces(old.county, 'consultation', old.id, app.searched(old), false);
    end if;
    perform app.note_pieces(new.county, 'consultation', new.id, app.searched(new), false);
    return null;
end $f$;
create trigger pieces after insert or update of title, place on consultation
    for each row execute function app.consultation_pieces();

alter table consultation no force row level security;
insert into jobs.unpieced select distinct county, 'consultation' from consultation;
alter table consultation force row level security;
