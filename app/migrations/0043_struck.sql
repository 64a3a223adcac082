-- What was noted by mistake while a sitting goes on is struck out again; what was filed stays.
create function app.only_while_planned() returns trigger language plpgsql as $$
begin
    if not exists (select from consultation where county = old.county and id = old.consultation
                   and state = 'planned') then
        raise exception 'what was filed stays';
    end if;
    return old;
end $$;
grant delete on statement to app_rw;
create trigger struck before delete on statement for each row execute function app.only_while_planned();
create trigger struck before delete on participant for each row execute function app.only_while_planned();
