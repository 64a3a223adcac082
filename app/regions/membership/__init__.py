"""A county joins its region item by item, and sees where it stands."""
