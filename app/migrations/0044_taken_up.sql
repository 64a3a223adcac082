-- A sitting that was cancelled by mistake is taken up again; where another was held meanwhile, as the
-- round after that.
grant update (round) on consultation to app_rw;
