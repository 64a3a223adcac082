"""Codes that are read aloud and typed by hand."""

from secrets import choice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L


def random_code(length: int) -> str:
    return "".join(choice(ALPHABET) for _n in range(length))
