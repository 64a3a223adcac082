-- A sitting that was cancelled by mistake is taken up again; where another was held meanwhile, as the
-- round after that.
grant update (round) on consultation to app_rw;

-- What is saved by itself while a sign-in has expired arrives again and again: of one form the last is
-- kept, and takes up one place.
alter table kept_form add column form text not null default '';
grant update (fields, at) on kept_form to app_rw;

-- Verification that was begun by mistake goes back to the self-assessment: without it all that was
-- claimed would be lost with the assessment.
create or replace function app.forwards() returns trigger language plpgsql as $$
declare stages text[] := array['assessing', 'verifying', 'notice', 'approved', 'locked'];
begin
    if old.withdrawn_at is not null then
        raise exception 'an assessment that is withdrawn stays as it is';
    end if;
    if new.withdrawn_at is not null and new.stage = old.stage then
        return new;
    end if;
    if old.stage = 'verifying' and new.stage = 'assessing' then
        return new;
    end if;
    if old.stage = 'locked' or array_position(stages, new.stage) < array_position(stages, old.stage) then
        raise exception 'an assessment goes forwards only';
    end if;
    return new;
end $$;

-- A case that was chosen by mistake is declined, and the county's count of it falls.
drop index choice_uncounted;
create index choice_uncounted on choice (county)
    where counted_at is null and kind in ('chosen', 'declined');
