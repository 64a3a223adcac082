"""Raising a matter: the page from a station's code, and what belongs to it."""
