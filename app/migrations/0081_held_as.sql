-- What waits for the same roles stands together: as a text, since under row policies no index serves the
-- equality of arrays. And a name as it is compared, so that what was raised under it is found by equality.
-- Both are made for what is there, and then written by a trigger.
create function app.as_text(roles text[]) returns text language sql immutable parallel safe
as $$ select array_to_string(roles, ',') $$;
alter table topic
    add column held_as text not null
        generated always as (app.as_text(held_by || instead)) stored,
    add column raiser_called text not null generated always as (app.piece_called(raiser_name)) stored;
alter table topic
    alter column held_as drop expression, alter column held_as set default '',
    alter column raiser_called drop expression, alter column raiser_called set default '';
create function app.told_as() returns trigger language plpgsql as $$
begin
    new.held_as := app.as_text(new.held_by || new.instead);
    new.raiser_called := app.piece_called(new.raiser_name);
    return new;
end $$;
create trigger told_as before insert or update of held_by, instead, raiser_name on topic
    for each row execute function app.told_as();
create index topic_raiser_called on topic (county, raiser_called, id) where raiser_phone <> '';

-- What nobody holds is found from the few sorts of roles that anything waits for, and the few that are
-- held at any station: and not among what waits. A step that judges may be everybody's own.
create index topic_held_as on topic (county, held_as, judged, station, ring_since, id)
    where held_by <> '{}';
create index topic_judged on topic (county, ring_since, id) where held_by <> '{}' and judged <> '';
create index station_held_as on station (county, held_as, id);
-- What lies in one township.
create index station_at on station (county, division);
-- What is due at one's own stations: from each ring.
create index topic_held_due on topic (county, station, charter, ring, ring_since, id)
    where held_by <> '{}';

-- On a platform of one county or a few even a fiftieth of its places and of who works there is a single
-- row: any index looked as good as the one that leads to a station, and each station that was looked up
-- read all of them; a desk read half a million. Of a twelfth there are several in a small county, too.
create or replace procedure app.expect_a_share(held regclass) language plpgsql as $$
begin
    if exists (select from pg_catalog.pg_proc where proname = 'pg_restore_attribute_stats') then
        perform pg_catalog.pg_restore_attribute_stats(
            'schemaname', nspname::text, 'relname', relname::text, 'attname', 'county',
            'inherited', false, 'null_frac', 0::real, 'avg_width', 4, 'n_distinct',
            case when relname in ('station', 'appointment') then 12 else 50 end::real)
        from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid = held;
    end if;
end $$;
call app.expect_shares();
