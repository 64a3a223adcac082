"""What stands on a station's wall."""

from secrets import choice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # read aloud and typed: no 0 and O, no 1, I and L
LENGTH = 8


def new_code() -> str:
    return "".join(choice(ALPHABET) for _ in range(LENGTH))
