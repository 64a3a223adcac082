"""Which days a sheet's period holds. Pure. A county's year may begin in any month."""

from datetime import date, timedelta
from typing import NamedTuple

from app.dates import month_after
from app.i18n import _, translated

MONTHS = {"quarter": 3, "half": 6, "year": 12, "term": 60}
SECOND_HALF = 7  # a year that begins from here on is called after the next one


class Period(NamedTuple):
    kind: str
    begins: date
    ends: date  # the last day of it

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.begins <= day <= self.ends


def period_of(kind: str, day: date, year_begins: int, term_begins: int = 2022) -> Period:
    """The one that `day` lies in. `term_begins`: the year, as it is called, in which some term of
    five years began (county CPPCC terms: 2021/22, 2026/27 …).
    """
    year = day.year if day.month >= year_begins else day.year - 1
    if kind == "term":
        year -= (year + (year_begins >= SECOND_HALF) - term_begins) % 5
    months = MONTHS[kind]
    since = (day.year - year) * 12 + day.month - year_begins
    begins = month_after(year, year_begins, since // months * months)
    ends = month_after(begins.year, begins.month, months) - timedelta(days=1)
    return Period(kind, begins, ends)


def before(period: Period, year_begins: int) -> Period:
    return period_of(period.kind, period.begins - timedelta(days=1), year_begins)


def parts(period: Period, kind: str, year_begins: int) -> list[Period]:
    """The quarters of a year, in order."""
    found = [period_of(kind, period.begins, year_begins)]
    while found[-1].ends < period.ends:
        found.append(period_of(kind, found[-1].ends + timedelta(days=1), year_begins))
    return found


def named_year(period: Period) -> int:
    """A year that begins in the second half is called after the one it mostly lies in."""
    return period.begins.year + (period.begins.month >= SECOND_HALF)


def next_after(period: Period, year_begins: int) -> Period:
    return period_of(period.kind, period.ends + timedelta(days=1), year_begins)


def between(begins: date, ends: date) -> Period:
    """The one that has these days."""
    months = (ends.year - begins.year) * 12 + ends.month - begins.month + 1
    kinds = {length: kind for kind, length in MONTHS.items()}
    return Period(kinds.get(months, "quarter"), begins, ends)


def called(period: Period) -> str:
    """2026 年第 3 季度; where the county's year begins elsewhere its months."""
    begins, ends = period.begins, period.ends
    months = MONTHS[period.kind]
    if period.kind == "term":
        return translated(_("%(a)s–%(b)s 届"), a=begins.year, b=ends.year)
    if period.kind == "year":
        return translated(_("%(year)s 年度"), year=named_year(period))
    if (begins.month - 1) % months:
        text = _("%(a)s 年 %(m)s 月–%(b)s 年 %(n)s 月")
        return translated(text, a=begins.year, m=begins.month, b=ends.year, n=ends.month)
    number = (begins.month - 1) // months + 1
    text = _("%(year)s 年第 %(n)s 季度") if period.kind == "quarter" else HALVES[number - 1]
    return translated(text, year=begins.year, n=number)


HALVES = (_("%(year)s 年上半年"), _("%(year)s 年下半年"))
