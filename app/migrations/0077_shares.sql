-- As 0003, and to be told apart: of a county the planner expected a two-hundredth of a table, so of
-- a table of a few hundred rows a single one. Then any index whose first column is the county looked
-- as good as the one that leads to what is asked for, and each row that was looked up read all that
-- the county has: its files for each of a page's, its corrections for each of a member's entries. Of
-- a fiftieth there are several, and the right index is the shortest. No values are noted, as before:
-- what statistics have met must not tell one county from another.
-- Where PostgreSQL cannot be told (before 18), it stays a two-hundredth: as right, and slower.
create procedure app.expect_a_share(held regclass) language plpgsql as $$
begin
    if exists (select from pg_catalog.pg_proc where proname = 'pg_restore_attribute_stats') then
        perform pg_catalog.pg_restore_attribute_stats(
            'schemaname', nspname::text, 'relname', relname::text, 'attname', 'county',
            'inherited', false, 'null_frac', 0::real, 'avg_width', 4, 'n_distinct', 50::real)
        from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid = held;
    end if;
end $$;

create or replace procedure app.hold_to_county(held regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', held);
    execute format('alter table %s force row level security', held);
    execute format('alter table %s alter column county set statistics 0', held);
    call app.expect_a_share(held);
    execute format(
        'create policy county on %s to app_rw'
        ' using (county = app.county()) with check (county = app.county())', held);
end $$;

-- Of all tables: also to be called after a database came back from a dump, which has no statistics.
create procedure app.expect_shares() language plpgsql as $$
declare held regclass;
begin
    for held in select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
                where attname = 'county' and relkind = 'r' and relnamespace = 'public'::regnamespace
    loop
        call app.expect_a_share(held);
    end loop;
end $$;
call app.expect_shares();

-- What was taken back in a time, and not by what was posted: of few entries it looked as good as the
-- index that leads there. So its condition is one that only a statement about times says.
drop index ledger_back;
create index ledger_back on ledger (county, happened_on, kind) where coalesce(reverses, 0) > 0;
