-- Which roles somebody holds at a station: there, above it or everywhere. Written by whatever changes
-- that, in its transaction: each list asks it of each of its matters, and who holds a role only where
-- the step judges what may be their own.
alter table station add column held text[] not null default '{}';
create index appointment_place on appointment (county, station, role) where ended_at is null;
-- At how many stations of a level the same roles are held, and which these are in the order of lists: as
-- a text, since under row policies no index serves the equality of arrays.
alter table station add column held_as text not null default '';
grant update (held, held_as) on station to app_rw;
create index station_held on station (county, level, held_as, division, id) where closed_on is null;

-- As APPOINTED (app/access/holding.py): of an account that cannot sign in nothing is held.
create function app.signs_in(wanted int, who bigint) returns boolean language sql stable as $$
    select coalesce((
        select provider.enabled from account join provider
            on provider.county = account.county and provider.id = account.provider
        where account.county = wanted and account.id = who and account.disabled_at is null), false)
$$;
create function app.held_at(wanted int, places bigint[]) returns text[] language sql stable as $$
    select array(select distinct role from appointment
        where county = wanted and ended_at is null and station = any(places)
          and app.signs_in(wanted, account) order by 1)
$$;
-- From one role to the next by their index: every member of a county may be among its people.
create function app.held_everywhere(wanted int) returns text[] language sql stable as $$
    with recursive its (role) as (
        (select role from appointment
         where county = wanted and ended_at is null and station is null order by role limit 1)
        union all
        select (select role from appointment
                where county = wanted and ended_at is null and station is null and role > its.role
                order by role limit 1)
        from its where its.role is not null)
    select array(select role from its where coalesce((
        select true from appointment
        where county = wanted and ended_at is null and station is null
          and appointment.role = its.role and app.signs_in(wanted, account) limit 1), false)
        order by 1)
$$;
create function app.held_in_all(everywhere text[], there text[]) returns text[] language sql immutable
as $$ select array(select unnest(everywhere) union select unnest(there) order by 1) $$;

-- `places`: where something changed, and with them what lies under them; NULL among them: everywhere.
-- Two who end the last of a role at the same moment take turns, or each would find it held by the other.
create function app.hold_anew(wanted int, places bigint[]) returns void language plpgsql as $$
declare
    everywhere text[];
    one record;
begin
    perform pg_advisory_xact_lock(20064, wanted);
    everywhere := app.held_everywhere(wanted);
    for one in
        with recursive below as (
            select id, lineage, held from station
            where county = wanted and (id = any(places) or array_position(places, null) is not null)
            union
            select low.id, low.lineage, low.held from below cross join lateral (
                select id, lineage, held from station
                where county = wanted and parent = below.id
                  and array_position(places, null) is null offset 0) as low)
        select below.id, its.roles from below cross join lateral (
            select app.held_in_all(everywhere, app.held_at(wanted, below.lineage)) as roles
            offset 0) as its
        where its.roles <> below.held
    loop
        update station set held = one.roles, held_as = array_to_string(one.roles, ',')
        where county = wanted and id = one.id;
    end loop;
end $$;

create function app.held_by_appointments() returns trigger language plpgsql as $$
declare one record;
begin
    for one in select county, array_agg(distinct station) as places from changed group by county loop
        perform app.hold_anew(one.county, one.places);
    end loop;
    return null;
end $$;
create trigger held_more after insert on appointment referencing new table as changed
    for each statement execute function app.held_by_appointments();
create trigger held_less after update on appointment referencing new table as changed
    for each statement execute function app.held_by_appointments();

create function app.held_by_account() returns trigger language plpgsql as $$
declare places bigint[];
begin
    select array_agg(distinct station) into places from appointment
    where county = new.county and account = new.id and ended_at is null;
    if places is not null then
        perform app.hold_anew(new.county, places);
    end if;
    return null;
end $$;
create trigger held after update of disabled_at, provider on account for each row
    when ((old.disabled_at is null) <> (new.disabled_at is null) or old.provider <> new.provider)
    execute function app.held_by_account();

create function app.held_by_provider() returns trigger language plpgsql as $$
begin
    perform app.hold_anew(new.county, array[null::bigint]);
    return null;
end $$;
create trigger held after update of enabled on provider for each row
    when (old.enabled <> new.enabled) execute function app.held_by_provider();

-- Whoever opens a station waits for those who change a role meanwhile, and they for its opening.
create function app.held_at_station() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(20064, new.county);
    new.held := app.held_in_all(app.held_everywhere(new.county), app.held_at(new.county, new.lineage));
    new.held_as := array_to_string(new.held, ',');
    return new;
end $$;
create trigger held before insert or update of lineage on station
    for each row execute function app.held_at_station();

do $do$
declare name text;
begin
    foreach name in array array['station', 'appointment', 'account', 'provider'] loop
        execute format('alter table %I no force row level security', name);
    end loop;
    update station set held = found.roles, held_as = array_to_string(found.roles, ',')
    from (
        select place.county, place.id, array_agg(distinct held.role order by held.role) as roles
        from (select county, id, unnest(lineage || 0::bigint) as at from station) as place
        join (select distinct appointment.county, coalesce(appointment.station, 0) as at, role
              from appointment
              join account on account.county = appointment.county and account.id = appointment.account
               and account.disabled_at is null
              join provider on provider.county = account.county and provider.id = account.provider
               and provider.enabled
              where appointment.ended_at is null) as held
          on held.county = place.county and held.at = place.at
        group by 1, 2) as found
    where station.county = found.county and station.id = found.id;
    foreach name in array array['station', 'appointment', 'account', 'provider'] loop
        execute format('alter table %I force row level security', name);
    end loop;
end $do$;
