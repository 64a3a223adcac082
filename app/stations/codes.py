"""What stands on a station's wall."""

from app.text.codes import random_code

LENGTH = 8


def new_code() -> str:
    return random_code(LENGTH)
