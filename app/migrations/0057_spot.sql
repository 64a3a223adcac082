-- Where exactly, in the words of whoever raised the matter: '' if they left it open, as of all from
-- before. Amended as its story is.
alter table topic add spot text not null default '';
grant update (spot) on topic to app_rw;
create trigger spot_amended before update of spot on topic
    for each row execute function app.only_amended();
