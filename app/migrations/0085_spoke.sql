-- Who speaks for a department, or spoke for it: by the department, however many people a county has.
create index appointment_spoke on appointment (county, department) where department is not null;
