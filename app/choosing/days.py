"""A day that somebody chooses, counted as the office counts: in working days."""

from datetime import date

from litestar import get
from litestar.response import Template

from app.dates import deadline, is_working_day, today, working_days_left
from app.web.forms.fields import day_in
from app.web.requests import AnyRequest

FAR = 10  # years; nobody counts working days so far


@get("/day")
async def said_of_day(request: AnyRequest) -> Template:
    """A part of a page, under a field for a day, whatever that field is called there."""
    chosen = next((day for each in request.query_params.values() if (day := day_in(each))), None)
    return Template("choosing/day.html", context=about(chosen, today()))


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
