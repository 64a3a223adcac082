-- Stations as their pages list them: those at the top, those right under one, how many of a kind. What
-- is open alone, and each in the order of its page, so that a county's other stations cost nothing.
create index station_county_level on station (county, id) where level = 'county' and closed_on is null;
create index station_top on station (county, division, by_pinyin, id)
    where cardinality(lineage) <= 1 and closed_on is null;
create index station_under_top on station (county, division, by_pinyin, id)
    where cardinality(lineage) <= 2 and closed_on is null;
create index station_under on station (county, parent, division, by_pinyin, id) where closed_on is null;
create index station_kind on station (county, kind, id) where closed_on is null;
-- Of which stations something is shown, or stands verified.
create index standard_check_shown on standard_check (county, station) where state = 'shown';
create index standard_check_verified on standard_check (county, station) where state = 'verified';
