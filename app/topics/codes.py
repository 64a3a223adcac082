"""The follow-up code: short, random, typed by hand; it opens a matter without an account."""

from app.text.codes import random_code

CODE_LENGTH = 9


def new_code() -> str:
    return random_code(CODE_LENGTH)
