create table outcome (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    kind text not null,  -- a key of the charter's outcomes.kinds
    text text not null,
    reported_to text not null,
    reported_on date not null,
    adopted boolean,  -- null: not decided yet
    reason text not null default '',  -- why, or why not
    decided_on date,
    primary key (county, id),
    foreign key (county, topic) references topic
);
create index outcome_topic on outcome (county, topic);
call app.hold_to_county('outcome');
grant select, insert, update (adopted, reason, decided_on) on outcome to app_rw;

create table commitment (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    department bigint not null,
    task text not null,
    due_on date not null,
    done_on date,
    done_note text not null default '',
    verified_on date,
    verified_by bigint,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, department) references department,
    foreign key (county, verified_by) references account
);
create index commitment_topic on commitment (county, topic);
create index commitment_department on commitment (county, department, due_on);
call app.hold_to_county('commitment');
grant select, insert, update (done_on, done_note, verified_on, verified_by) on commitment to app_rw;

create table progress (
    county int not null,
    id bigint not null default app.new_id(),
    commitment bigint not null,
    text text not null,
    account bigint,
    happened_on date not null,
    primary key (county, id),
    foreign key (county, commitment) references commitment,
    foreign key (county, account) references account
);
create index progress_commitment on progress (county, commitment, id);
call app.hold_to_county('progress');
grant select, insert on progress to app_rw;

-- What whoever raised the matter is told, and what they say to it.
create table answer (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    text text not null,
    account bigint,
    happened_on date not null,
    primary key (county, id),
    foreign key (county, topic) references topic,
    foreign key (county, account) references account
);
create index answer_topic on answer (county, topic);
call app.hold_to_county('answer');
grant select, insert on answer to app_rw;

create table rating (
    county int not null,
    id bigint not null default app.new_id(),
    topic bigint not null,
    answer bigint not null,
    solved boolean not null,
    stars int not null check (stars between 1 and 5),
    comment text not null default '',
    happened_on date not null,
    primary key (county, id),
    unique (county, answer),  -- each answer is rated once, by whoever raised the matter
    foreign key (county, topic) references topic,
    foreign key (county, answer) references answer
);
create index rating_topic on rating (county, topic);
call app.hold_to_county('rating');
grant select, insert on rating to app_rw;
