-- Which counties have something to be published, as jobs.due: of thousands few have, and what is to be
-- seen no longer anywhere goes before all else. County 0: all of them.
create table jobs.marked (county int not null, first boolean not null);
grant select, insert, delete on jobs.marked to app_rw;
grant insert on jobs.marked to app_region;

-- How many pages were looked at, while all of a county are made anew.
alter table published add column rendered int not null default 0;
grant update (rendered) on published to app_rw;

create or replace function app.mark_publish(county int, kind text, record bigint, first boolean)
returns void language plpgsql as $$
begin
    -- Regions and the operator have no files of their own.
    if $1 >= 100000 and current_user <> 'app_region' then
        insert into publish_mark (county, kind, record, first) values ($1, $2, $3, $4);
        insert into jobs.marked values ($1, $4);
    end if;
end
$$;

-- A region's cases stand on all its counties' pages.
create function app.mark_cases() returns trigger language plpgsql as $$
begin
    insert into jobs.marked values (0, false);
    return null;
end $$;
create trigger publishes after insert or update or delete on published_case for each statement
    execute function app.mark_cases();
