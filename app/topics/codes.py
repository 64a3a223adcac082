"""The follow-up code: short, random, typed by hand; it opens a matter without an account."""

from secrets import choice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # typed by hand: no 0 and O, no 1, I and L
CODE_LENGTH = 9


def new_code() -> str:
    return "".join(choice(ALPHABET) for _n in range(CODE_LENGTH))
