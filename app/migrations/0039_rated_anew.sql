-- Whoever raised a matter takes a rating back that was given by mistake: it stays written down, with the
-- moment from which it does not count.
alter table rating add column withdrawn_at timestamptz;
alter table rating drop constraint rating_county_answer_key;
create unique index rating_once on rating (county, answer) where withdrawn_at is null;
grant update (withdrawn_at) on rating to app_rw;
drop trigger amended on rating;
create trigger amended before update of comment on rating
    for each row execute function app.only_amended();

create or replace function app.is_unrated(held int, wanted bigint) returns boolean language sql stable as $$
    select coalesce((
        select not exists (select from rating where county = held and rating.answer = last.id
                           and rating.withdrawn_at is null)
        from (select id from answer where county = held and topic = wanted
              order by id desc limit 1) as last), false)
$$;
create trigger rated_anew after update of withdrawn_at on rating
    for each row execute function app.note_unrated();
