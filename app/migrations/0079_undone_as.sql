-- In whose right a commitment was withdrawn, a sitting cancelled, a statement struck, an activity not
-- accepted and an enclosed photo closed again: they come back by the same right or a higher one
-- (app/access/hands.py). Empty: nobody noted it, and the office's is taken; of an enclosed photo it
-- says that nobody closed it.
alter table commitment add withdrawn_as text not null default ''
    check (withdrawn_as in
        ('', 'sender', 'convener', 'township', 'committee', 'office', 'leadership', 'party'));
alter table consultation add cancelled_as text not null default ''
    check (cancelled_as in
        ('', 'sender', 'convener', 'township', 'committee', 'office', 'leadership', 'party'));
alter table statement add struck_as text not null default ''
    check (struck_as in
        ('', 'sender', 'convener', 'township', 'committee', 'office', 'leadership', 'party'));
alter table activity add decided_as text not null default ''
    check (decided_as in
        ('', 'sender', 'convener', 'township', 'committee', 'office', 'leadership', 'party'));
alter table photo add closed_as text not null default ''
    check (closed_as in
        ('', 'sender', 'convener', 'township', 'committee', 'office', 'leadership', 'party'));
grant update (withdrawn_as) on commitment to app_rw;
grant update (cancelled_as) on consultation to app_rw;
grant update (struck_as) on statement to app_rw;
grant update (decided_as) on activity to app_rw;
grant update (closed_as) on photo to app_rw;

-- Where a department is invited to what is still to be held follows it to the one that takes over, and
-- back (app/people/ending.py), with all that it is asked there. A name in a circle is written once, as before.
grant update (department) on participant, circle to app_rw;
drop trigger amended on circle;
create trigger amended before update of name on circle
    for each row execute function app.only_amended();

-- Other matters of the same person that the office included when it carried a wish out (app/persons/others.py).
alter table wish add included bigint[] not null default '{}';
grant update (included) on wish to app_rw;
