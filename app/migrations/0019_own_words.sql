-- What a county that asks to join calls things itself: word of the charter, or level of its stations,
-- and the name. Empty: as the preset says.
alter table signup add names jsonb not null default '{}';
