-- A county nominates to the national office too (156). Nobody passes on to it: the county decides
-- itself whether it is to see a case.
alter table nomination drop constraint nomination_check;
alter table nomination add constraint nomination_check
    check (region in (county / 10000, county / 100, 156));
alter table nomination drop constraint nomination_check1;
alter table nomination add constraint nomination_check1
    check (passed_to is null or region >= 1000 and passed_to = region / 100 and onward);
