-- What was done by mistake goes back, with a reason.

-- An assessment that was opened under a wrong rule, however far it has come: it stays as it is, is
-- withdrawn, and may be opened again.
alter table assessment
    add column withdrawn_at timestamptz,
    add column withdrawn_by text not null default '',
    add column withdrawn_reason text not null default '';
grant update (withdrawn_at, withdrawn_by, withdrawn_reason) on assessment to app_rw;
alter table assessment drop constraint assessment_county_sheet_begins_key;
create unique index assessment_standing on assessment (county, sheet, begins)
    where withdrawn_at is null;  -- of two who open it at once, one does

create or replace function app.forwards() returns trigger language plpgsql as $$
declare stages text[] := array['assessing', 'verifying', 'notice', 'approved', 'locked'];
begin
    if old.withdrawn_at is not null then
        raise exception 'an assessment that is withdrawn stays as it is';
    end if;
    if new.withdrawn_at is not null and new.stage = old.stage then
        return new;
    end if;
    if old.stage = 'locked' or array_position(stages, new.stage) < array_position(stages, old.stage) then
        raise exception 'an assessment goes forwards only';
    end if;
    return new;
end $$;

-- A public matter that is taken down: no step publishes it again until it is put back.
alter table topic
    add column taken_down_at timestamptz,
    add column taken_down_reason text not null default '';
grant update (taken_down_at, taken_down_reason) on topic to app_rw;

-- What a department was to do by mistake.
alter table commitment
    add column withdrawn_on date,
    add column withdrawn_reason text not null default '';
grant update (withdrawn_on, withdrawn_reason) on commitment to app_rw;
