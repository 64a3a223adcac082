-- What strangers may read is files (app/publishing), and each change says of which records they are to
-- be made anew: in its own transaction, so that none is forgotten, and in a row of its own, so that
-- nobody waits for anybody. `first`: something is to be seen no longer; it goes before all else.
create table publish_mark (
    county int not null,
    id bigint not null default app.new_id(),
    kind text not null,
    record bigint not null,  -- 0: all that there is of the kind
    first boolean not null,
    at timestamptz not null default now(),
    primary key (county, id)
);
call app.hold_to_county('publish_mark');
grant select, insert, delete on publish_mark to app_rw;

-- How far a county's files are. `day`: for which their limits' lights were drawn; `cases`: which
-- published cases there were, which other counties' regions change; `failed`: at what it broke off.
create table published (
    county int not null primary key,
    at timestamptz,
    day date,
    cases text not null default '',
    failed text not null default '',
    failed_at timestamptz
);
call app.hold_to_county('published');
grant select, insert, update (at, day, cases, failed, failed_at) on published to app_rw;

create function app.mark_publish(county int, kind text, record bigint, first boolean) returns void
language sql as $$
    insert into publish_mark (county, kind, record, first)
    select $1, $2, $3, $4 where $1 >= 100000  -- regions and the operator have no files
$$;

-- What nobody but those at work ever saw changes no file.
create function app.mark_topic() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.published_at is null then return null; end if;
        perform app.mark_publish(new.county, 'topic', new.id, false);
    elsif new.published_at is not null or old.published_at is not null then
        perform app.mark_publish(new.county, 'topic', new.id,
            new.published_at is null or new.title <> old.title or new.story <> old.story
            or new.spot <> old.spot or new.people_gone_on is distinct from old.people_gone_on
            or new.raiser_gone_on is distinct from old.raiser_gone_on);
    end if;
    return null;
end $$;
create trigger publishes after insert or update on topic for each row execute function app.mark_topic();

create function app.mark_of_topic() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform app.mark_publish(old.county, 'topic', old.topic, true);
    elsif new.topic is not null then
        perform app.mark_publish(new.county, 'topic', new.topic, tg_op = 'UPDATE' or tg_nargs > 0);
    end if;
    return null;
end $$;
create trigger publishes after insert or update or delete on circle for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on passage for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on outcome for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on answer for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on rating for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on joined for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on reason for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on commitment for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on consultation for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on nomination for each row execute function app.mark_of_topic();
create trigger publishes after insert or update on veil for each row execute function app.mark_of_topic('first');

create function app.mark_of_consultation() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform app.mark_publish(old.county, 'consultation', old.consultation, true);
    else
        perform app.mark_publish(new.county, 'consultation', new.consultation, tg_op = 'UPDATE');
    end if;
    return null;
end $$;
create trigger publishes after insert or update or delete on participant for each row execute function app.mark_of_consultation();
create trigger publishes after insert or update or delete on statement for each row execute function app.mark_of_consultation();
create trigger publishes after insert or update on correction for each row execute function app.mark_of_consultation();

create function app.mark_of_commitment() returns trigger language plpgsql as $$
begin
    perform app.mark_publish(new.county, 'commitment', new.commitment, tg_op = 'UPDATE');
    return null;
end $$;
create trigger publishes after insert or update on progress for each row execute function app.mark_of_commitment();

create function app.mark_of_station() returns trigger language plpgsql as $$
begin
    perform app.mark_publish(new.county, 'station', coalesce(new.station, 0), tg_op = 'UPDATE');
    return null;
end $$;
create trigger publishes after insert or update on activity for each row execute function app.mark_of_station();
create trigger publishes after insert or update on standard_check for each row execute function app.mark_of_station();

-- Of whatever it belongs to. One that is not taken in yet, or that is internal, is in no file.
create function app.mark_photo() returns trigger language plpgsql as $$
declare photo record := case when tg_op = 'DELETE' then old else new end;
begin
    perform app.mark_publish(photo.county,
        case when photo.topic is not null then 'topic'
             when photo.consultation is not null then 'consultation'
             when photo.commitment is not null then 'commitment'
             when photo.station is not null then 'station'
             when photo.member is not null then 'member'
             when photo.standard_check is not null then 'check'
             when photo.enclosure is not null then 'enclosure' else 'photo' end,
        coalesce(photo.topic, photo.consultation, photo.commitment, photo.station, photo.member,
                 photo.standard_check, photo.enclosure, photo.id),
        tg_op = 'DELETE' or photo.removed_at is not null or photo.allowed_at is null);
    return null;
end $$;
create trigger publishes after update or delete on photo for each row execute function app.mark_photo();
create trigger publishes_taken_in after insert on photo for each row when (new.state = 'ready')
    execute function app.mark_photo();

create function app.mark_photo_note() returns trigger language plpgsql as $$
begin
    perform app.mark_publish(new.county, 'photo', new.photo, tg_op = 'UPDATE');
    return null;
end $$;
create trigger publishes after insert or update on photo_note for each row execute function app.mark_photo_note();

create function app.mark_file() returns trigger language plpgsql as $$
declare file record := case when tg_op = 'DELETE' then old else new end;
begin
    perform app.mark_publish(file.county,
        case when file.topic is not null then 'topic'
             when file.passage is not null then 'passage'
             when file.consultation is not null then 'consultation'
             when file.outcome is not null then 'outcome'
             when file.commitment is not null then 'commitment' else 'station' end,
        coalesce(file.topic, file.passage, file.consultation, file.outcome, file.commitment,
                 file.station, 0),
        tg_op = 'DELETE' or file.removed_at is not null or file.published_at is null);
    return null;
end $$;
create trigger publishes after insert or update or delete on file for each row execute function app.mark_file();

-- `tg_argv[0]`: as what the row itself is known.
create function app.mark_own() returns trigger language plpgsql as $$
begin
    perform app.mark_publish(new.county, tg_argv[0], new.id, tg_op = 'UPDATE');
    return null;
end $$;
create trigger publishes after insert or update on station for each row execute function app.mark_own('station');
create trigger publishes after insert or update on member for each row execute function app.mark_own('member');

-- What stands on pages of all kinds, or changes rarely.
create function app.mark_all() returns trigger language plpgsql as $$
begin
    perform app.mark_publish(new.county, tg_argv[0], 0, tg_argv[0] = 'county');
    return null;
end $$;
create trigger publishes after insert on charter for each row execute function app.mark_all('county');
create trigger publishes after update of name, ceased_at on department for each row execute function app.mark_all('county');
create trigger publishes after update of name, gone_on on account for each row execute function app.mark_all('county');
create trigger publishes after insert or update on folded for each row execute function app.mark_all('figures');
-- What is public or not counts among the figures from that moment on.
create trigger publishes after insert on turned for each row execute function app.mark_all('figures');
create trigger publishes after insert or update on assessment for each row execute function app.mark_all('figures');
create trigger publishes after insert or update on profile for each row execute function app.mark_all('figures');
