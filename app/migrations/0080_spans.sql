-- Of some days, whatever kinds are asked for: these are few. A station's are asked for by the station,
-- which the primary key leads to; that looked no better than all stations' of the same kinds.
drop index figure_since;
create index figure_since on figure (county, "by", since, kind) where "by" <> 'station';
