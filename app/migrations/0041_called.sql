-- Whoever is called so: a field of what is searched is a piece as a whole, too, where it has several.
-- So a name is found by equality, whichever way it was typed, however many there are.
create or replace function app.pieces(words text) returns text[] language sql immutable strict parallel safe as $$
    select array(select distinct unnest(array[letters[n], letters[n] || letters[n + 1]])
                 from string_to_array(app.folded(words), null) as letters,
                      generate_series(1, cardinality(letters)) as n
                 union
                 select '=' || field from unnest(string_to_array(app.folded(words), '|')) as field
                 where strpos(app.folded(words), '|') > 0
                 except select null)
$$;
create function app.piece_called(name text) returns text language sql immutable strict parallel safe as $$
    select '=' || split_part(app.folded(name), '|', 1)
$$;
do $do$
declare kind text;
begin
    foreach kind in array array['station', 'member', 'account'] loop
        execute format('alter table %I no force row level security', kind);
        execute format('insert into jobs.unpieced select distinct county, %L from %I
                        on conflict (county, kind) do update set done_to = excluded.done_to', kind, kind);
        execute format('alter table %I force row level security', kind);
    end loop;
end $do$;

-- The order in which stations are offered, and whose people a department's are.
create index station_from_top on station (county, array_length(lineage, 1), by_pinyin, id)
    where closed_on is null;
create index appointment_department on appointment (county, department)
    where department is not null and ended_at is null;

-- A list of what one reported oneself, and of what is reported at one's stations.
create index activity_account on activity (county, account, id);
create index activity_station on activity (county, station, id);

-- What is kept is counted anew beside what is read, a batch at a time, and takes its place when it is
-- whole: meanwhile pages cost what they did.
create table anew (
    county int not null primary key,
    position bigint not null  -- entries up to this place of the chain are counted anew
);
call app.hold_to_county('anew');
grant select, insert, delete, update (position) on anew to app_rw;
create table tally_anew (like tally including defaults including indexes);
drop index tally_anew_county_whose_known_on_idx, tally_anew_county_whose_subject_year_idx;
call app.hold_to_county('tally_anew');
grant select, insert, delete, update (n, records) on tally_anew to app_rw;
create table figure_anew (like figure including defaults including indexes);
call app.hold_to_county('figure_anew');
grant select, insert, delete, update (n, entries) on figure_anew to app_rw;
