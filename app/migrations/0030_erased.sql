-- Since when a photo or a file is erased, because a person wished it: its bytes go at once (sweep.py),
-- and its row, hash and figures stay.
alter table photo add column erased_on date;
alter table file add column erased_on date;
grant update (erased_on) on photo, file to app_rw;
