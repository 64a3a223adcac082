"""A day that somebody chooses, counted as the office counts: in working days."""

from calendar import Calendar
from datetime import date, timedelta
from typing import NamedTuple

from litestar import get
from litestar.response import Template

from app.dates import deadline, is_provisional, is_working_day, today, working_days_left
from app.i18n import _, translated
from app.web.forms.fields import day_in
from app.web.requests import AnyRequest

FAR = 10  # years; nobody counts working days so far
WEEKEND = 5  # the first weekday of it


class Shown(NamedTuple):
    """A day of a month's sheet. `inside`: of this month; `moved`: worked on a weekend, or free on
    another day, as the State Council says.
    """

    on: date
    inside: bool
    works: bool
    moved: bool


class Other(NamedTuple):
    key: str
    name: str


class Month(NamedTuple):
    """`others`: the months before and after, to look at."""

    name: str
    weeks: list[list[Shown]]
    provisional: bool
    others: list[Other]


@get("/day")
async def said_of_day(request: AnyRequest) -> Template:
    """A part of a page, under a field for a day, whatever that field is called there. `month`: the
    day is not chosen yet, and this month is looked at.
    """
    asked = request.query_params.get("month")
    typed = [] if asked else request.query_params.values()
    chosen = next((day for each in typed if (day := day_in(each))), None)
    looked_at = day_in(f"{asked}-01") if asked else chosen
    context = about(chosen, today()) | {"month": month_of(looked_at or today(), today())}
    return Template("choosing/day.html", context=context)


def about(chosen: date | None, now: date) -> dict[str, object]:
    """`left`: working days from now to it; below zero it is past. `works`: people work on it."""
    if chosen is None or abs(chosen.year - now.year) > FAR:
        return {"chosen": None, "left": 0, "works": True, "next": None}
    works = is_working_day(chosen)
    return {
        "chosen": chosen,
        "left": working_days_left(chosen, now),
        "works": works,
        "next": None if works else deadline(chosen, 1),
    }


def month_of(day: date, now: date) -> Month | None:
    """None: so far away that nobody looks there."""
    if abs(day.year - now.year) > FAR:
        return None
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    weeks = [
        [shown(each, first.month) for each in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    around = (first - timedelta(days=1), last + timedelta(days=1))
    others = [Other(f"{each:%Y-%m}", called(each)) for each in around]
    return Month(called(first), weeks, is_provisional(first), others)


def shown(day: date, month: int) -> Shown:
    works = is_working_day(day)
    return Shown(day, day.month == month, works, works == (day.weekday() >= WEEKEND))


def called(day: date) -> str:
    return translated(_("%(year)s年%(month)s月"), year=day.year, month=day.month)
