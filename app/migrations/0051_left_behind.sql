-- Whose name a matter is veiled for that was merged into it once: it goes with them when they are
-- erased. Null: of nobody who raised another matter.
alter table veil add column raised bigint;
alter table veil add foreign key (county, raised) references topic (county, id);
create index veil_raised on veil (county, raised) where raised is not null;

-- Who left the roster before its leaving ended the role holds it no more; the log says so.
alter table appointment no force row level security;
alter table member no force row level security;
alter table audit no force row level security;
alter table audit_unsealed no force row level security;
with gone as (
    update appointment set ended_at = now() from member
    where member.county = appointment.county and member.account = appointment.account
      and member.left_on is not null and appointment.role = 'member'
      and appointment.ended_at is null
      and (appointment.since at time zone 'Asia/Shanghai')::date <= member.left_on
    returning appointment.county, appointment.account),
noted as (
    insert into audit (county, act, person, address, about, before, after)
    select county, 'role_ended', '', '', '/people/' || account, '{"role": "member"}', '{}' from gone
    returning county)
insert into jobs.due (county) select distinct county from noted;
alter table appointment force row level security;
alter table member force row level security;
alter table audit force row level security;
alter table audit_unsealed force row level security;
