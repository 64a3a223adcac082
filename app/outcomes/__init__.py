"""Outcomes: what came of the talk. Reported, adopted, carried out by departments, rated."""
