"""Consultations: the circle of people, the sittings, what was said and concluded."""
