-- A national office: a region whose counties are all (156: China's number in GB/T 2659, since a
-- province has two digits and a prefecture four). It sees what counties share with it, as a province
-- does, and nothing that they share with their province or their prefecture only.
create or replace function app.first_county() returns int language sql stable parallel safe
    as $$ select case when app.region() = 156 then 100000
                      when app.region() < 100 then app.region() * 10000
                      else app.region() * 100 end $$;
create or replace function app.last_county() returns int language sql stable parallel safe
    as $$ select case when app.region() = 156 then 999999
                      when app.region() < 100 then app.region() * 10000 + 9999
                      else app.region() * 100 + 99 end $$;
alter table share drop constraint share_region_check;
alter table share add constraint share_region_check
    check (region between 10 and 99 or region between 1000 and 9999 or region = 156);

-- Who shares counties with whom: the nation with every region.
drop policy region_reads on told;
create policy region_reads on told for select to app_region using (
    county in (app.region(), app.region() / 100, 156)
    or county >= case when app.region() = 156 then 10 else app.region() * 100 end
   and county <= case when app.region() = 156 then 9999 else app.region() * 100 + 99 end);
