-- Ids are the order in which things were written down: which answer is the last, which step goes back,
-- what was promised since. They followed the clock alone: after one from a clock three days ahead, all
-- that was done in the next three days came before it, and an answer given anew could not be rated.
-- Now none is below one that was given before. Times here are microseconds since 2024.

-- Until when ids have been given, to a tenth of a second; and, while the clock stands before that, how
-- many were given since: they follow one another as if each took a microsecond.
create sequence app.latest;
create sequence app.behind;
grant usage, update on sequence app.latest, app.behind to app_rw, app_region;

create or replace function app.new_id() returns bigint language plpgsql volatile parallel restricted
as $$
declare
    at bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint - 1704067200000000;
    latest bigint := coalesce(pg_sequence_last_value('app.latest'), 0);
    behind bigint;
    made bigint;
begin
    if at > latest + 100000 then
        behind := coalesce(pg_sequence_last_value('app.behind'), 0);
        if at > latest + 100000 + behind then
            made := at * 4096 + nextval('app.tick') % 4096;  -- before it is kept: it may be too far
            perform setval('app.latest', at);
            if behind > 0 then
                perform setval('app.behind', 1, false);
            end if;
            return made;
        end if;
        at := latest + 100000 + nextval('app.behind');
    elsif at < latest - 50000 then  -- others at the same moment are a little before or after it
        at := latest + 100000 + nextval('app.behind');
    end if;
    return at * 4096 + nextval('app.tick') % 4096;
end $$;
