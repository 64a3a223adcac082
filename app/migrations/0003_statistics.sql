-- What the database's statistics know of counties misleads it: of a county that they have not met it
-- expects no rows at all, and then reads whole tables again for each row. Without such statistics it
-- takes each county for a two-hundredth of its table, whether it has met it or not.
create or replace procedure app.hold_to_county(held regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', held);
    execute format('alter table %s force row level security', held);
    execute format('alter table %s alter column county set statistics 0', held);
    execute format(
        'create policy county on %s to app_rw'
        ' using (county = app.county()) with check (county = app.county())', held);
end $$;

do $$
declare held regclass;
begin
    for held in select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
                where attname = 'county' and relkind = 'r' and relnamespace = 'public'::regnamespace
    loop
        execute format('alter table %s alter column county set statistics 0', held);
    end loop;
end $$;
