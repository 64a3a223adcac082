"""What was typed into a field, as a day, a number or an id."""

import re
from datetime import date

from app.text import fold

DIGITS = re.compile("[0-9]+")


def day_in(text: str) -> date | None:
    """What a date field holds; None if it is empty, no day, or none that anybody alive can mean."""
    try:
        day = date.fromisoformat(fold(text))
    except ValueError:
        return None
    return day if 1900 <= day.year < 3000 else None


def id_in(text: str) -> int | None:
    """Which record a field names; None if none, or what cannot be an id."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 19 else None


def number_in(text: str) -> int:
    """What a number field holds; 0 if it is empty or no number."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 10 else 0
