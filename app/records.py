"""Enumerations of which every member has one record that says all that is fixed about it.

    class Colour(Recorded):
        about: About
        RED = "red", About(wave=700)

A member without its record is an error when the program starts. `about`'s type is each class's own.
"""

from enum import StrEnum
from typing import Any, Self


class Recorded(StrEnum):
    about: Any

    def __new__(cls, key: str, about: object = None) -> Self:
        if about is None:
            raise TypeError(f"{cls.__name__} {key} has no record.")
        member = str.__new__(cls, key)
        member._value_ = key
        member.about = about
        return member
