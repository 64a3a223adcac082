-- Whose mark the store bears, as the worker found it: '' is this deployment's own, null not known.
alter table jobs.pulse add column bearer text;
