"""People: members, departments, and the roles that accounts hold."""
