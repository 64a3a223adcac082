-- Who spoke for a station on a day, also those who went since.
create index appointment_kept on appointment (county, station) where station is not null;
