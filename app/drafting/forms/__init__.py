"""A part of the charter as a form, and read back: one mechanism for every field."""
