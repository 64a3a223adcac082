"""Which days a calendar shows. Pure."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.dates import is_working_day, month_after
from app.i18n import _

WEEK = timedelta(days=7)
VIEWS = {"month": _("月"), "week": _("周")}


class Day(NamedTuple):
    """`outside`: not of the month that is shown. `events`: sittings, then activities."""

    day: date
    outside: bool
    works: bool
    events: Sequence[Mapping[str, Any]] = ()


class Span(NamedTuple):
    """Whole weeks from Monday on; `before`, `after`: a day of the one before, of the next."""

    days: list[date]
    before: date
    after: date

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[-1]


def span(view: str, day: date) -> Span:
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        week = [monday + timedelta(days=n) for n in range(7)]
        return Span(week, monday - WEEK, monday + WEEK)
    days = list(Calendar().itermonthdates(day.year, day.month))
    first = day.replace(day=1)
    last, following = (month_after(first.year, first.month, n) for n in (-1, 1))
    return Span(days, last, following)


def laid_out(span: Span, view: str, day: date, events: Iterable[Mapping[str, Any]]) -> list[Day]:
    by_day: dict[date, list[Mapping[str, Any]]] = {}
    for each in events:
        by_day.setdefault(each["day"], []).append(each)
    return [
        Day(
            at,
            outside=view == "month" and at.month != day.month,
            works=is_working_day(at),
            events=by_day.get(at, []),
        )
        for at in span.days
    ]
