-- A statement that was struck by mistake comes back: it is kept until its sitting is filed, and read
-- by nobody meanwhile but whoever keeps the record.
alter table statement add column struck_at timestamptz;
drop trigger amended on statement;
create trigger amended before update of text on statement
    for each row execute function app.only_amended();
create function app.struck_while_planned() returns trigger language plpgsql as $$
begin
    if not exists (select from consultation where county = new.county and id = new.consultation
                   and state = 'planned') then
        raise exception 'what was filed stays';
    end if;
    return new;
end $$;
create trigger struck_or_back before update of struck_at on statement
    for each row execute function app.struck_while_planned();
grant update (struck_at) on statement to app_rw;
