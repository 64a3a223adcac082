"""What was typed into a field, as a day, a number or an id; and what an address asks for.

One rule for all addresses (`…_asked`): what is not said is left to the page; what is said and is no
such thing is not found, since all that there is, or another's, would be taken for it.
"""

import re
from collections.abc import Container
from datetime import date

from litestar.exceptions import NotFoundException

from app.dates import today
from app.i18n import _
from app.text import fold

DIGITS = re.compile("[0-9]+")
MONTH = re.compile("20[0-9]{2}-[0-9]{2}")


def day_in(text: str) -> date | None:
    """What a date field holds; None if it is empty, no day, or none that anybody alive can mean."""
    try:
        day = date.fromisoformat(fold(text))
    except ValueError:
        return None
    return day if 1900 <= day.year < 3000 else None


NO_SUCH = _("网址里有这一页不认识的内容，请核对网址，或从页面上重新选。")


def word_asked(text: str, known: Container[str]) -> str:
    """Of a filter, an order, a tab. Raises NotFoundException."""
    if text and text not in known:
        raise NotFoundException(NO_SUCH)
    return text


def id_asked(text: str) -> int | None:
    """Whether there is such a record, whoever reads it says."""
    number = id_in(text)
    if text and number is None:
        raise NotFoundException(NO_SUCH)
    return number


def place_asked(text: str) -> tuple[date, int] | None:
    """Where the page before ended (`place`)."""
    found = place_in(text)
    if text and found is None:
        raise NotFoundException(NO_SUCH)
    return found


def start_asked(number: int) -> int:
    """How many are left out before the first that is shown."""
    if number < 0:
        raise NotFoundException(NO_SUCH)
    return number


def day_asked(text: str) -> date:
    """Today where it says nothing."""
    day = day_in(text) if text else today()
    if day is None:
        raise NotFoundException(_("没有这一天，请核对网址。"))
    return day


def year_asked(text: str, last: int = 2999) -> int | None:
    """None: of all years. `last`: there is nothing of a later one to be told."""
    number = number_in(text)
    if text and not 2000 <= number <= last:
        raise NotFoundException(_("没有这一年，请核对网址。"))
    return number if text else None


def month_asked(text: str) -> date | None:
    """Its first day. `2026-11`; None: of all months."""
    if not text:
        return None
    first = day_in(f"{text}-01") if MONTH.fullmatch(text) else None
    if first is None:
        raise NotFoundException(_("没有这个月，请核对网址。"))
    return first


def id_in(text: str) -> int | None:
    """Which record a field names; None if none, or what cannot be an id."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 19 else None


def number_in(text: str) -> int:
    """What a number field holds; 0 if it is empty or no number."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 10 else 0


def place(day: date, id_: int) -> str:
    """Where a page of a list ended that is ordered by days: in the address of the next."""
    return f"{day.toordinal()}-{id_}"


def place_in(text: str) -> tuple[date, int] | None:
    """What `place` says; None of anything else."""
    day, _hyphen, number = text.partition("-")
    id_ = id_in(number)
    if not DIGITS.fullmatch(day) or len(day) > 7 or id_ is None:
        return None
    return date.fromordinal(max(1, min(int(day), date.max.toordinal()))), id_
