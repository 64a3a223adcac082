-- A sitting that was cancelled by mistake is taken up again; where another was held meanwhile, as the
-- round after that.
grant update (round) on consultation to app_rw;

-- What is saved by itself while a sign-in has expired arrives again and again: of one form the last is
-- kept, and takes up one place.
alter table kept_form add column form text not null default '';
grant update (fields, at) on kept_form to app_rw;
