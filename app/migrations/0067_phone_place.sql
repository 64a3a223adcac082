-- Where the phone of whoever raised a matter was, if they tapped for it: WGS-84, as stations' places. Of
-- all from before it is not known. It leads to a person, and goes with their name.
alter table topic add latitude double precision, add longitude double precision,
    add check (num_nonnulls(latitude, longitude) in (0, 2));
grant update (latitude, longitude) on topic to app_rw;
create trigger phone_place_amended before update of latitude, longitude on topic
    for each row execute function app.only_amended();
