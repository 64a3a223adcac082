-- A region's forms are remembered by the program, as a county's are, and no more by the role that
-- looks into counties.
drop policy region_remembers on submission;
drop policy region_recognises on submission;
revoke select (county, token, led_to), insert (county, token, led_to) on submission
    from app_region;
