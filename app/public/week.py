"""A week's sheet for the notice board: what was raised, is talked over, and was answered."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.visibility import PUBLISHED
from app.dates import today
from app.db import county_tx, rows
from app.ledger.kinds import Kind
from app.numbers.records import all_told
from app.portal.calendar.queries import MOST, SITTINGS, Sitting
from app.topics.queries import first_raised
from app.veiling.queries import as_read
from app.web.forms.fields import NO_SUCH

WEEK = re.compile(r"(20\d\d)-W(\d\d)")
SEVEN, AHEAD = timedelta(days=7), timedelta(days=14)
ANNOUNCED = SITTINGS.format(
    opens=f"""(SELECT {PUBLISHED} FROM "topic" WHERE "topic"."county" = $1
        AND "topic"."id" = "consultation"."topic")""",  # noqa: S608
    mine="true",
)


class Week(NamedTuple):
    """From Monday to Sunday."""

    first: date

    @property
    def last(self) -> date:
        return self.first + SEVEN - timedelta(days=1)

    @property
    def name(self) -> str:
        """As ISO 8601 counts them: `2026-W48`."""
        year, number, _day = self.first.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def before(self) -> "Week":
        return Week(self.first - SEVEN)


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def week_asked(name: str) -> Week:
    """Raises NotFoundException, of those to come, too."""
    found = WEEK.fullmatch(name)
    try:
        week = Week(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
    except ValueError:
        week = None
    if week is None or week.first > today():
        raise NotFoundException(NO_SUCH)
    return week


async def announced(first: date, last: date) -> list[Sitting]:
    """Of matters that are public, as strangers read them. Within the caller's transaction."""
    found = await rows(ANNOUNCED, of=Sitting, under=None, first=first, last=last)
    return await as_read(None, found[:MOST], "title", "place")


@get("/week/{week:str}")
async def sheet(week: FromPath[str]) -> Template:
    """Sittings of this week and the next, as they are announced."""
    of = week_asked(week)
    days = of.first, of.last
    async with county_tx(readonly=True):
        first = await first_raised()
        context = {
            "week": of,
            "before": of.before if first and of.first > first else None,
            "raised": await all_told(Kind.TOPIC_RAISED, *days),
            "announced": await announced(of.first, of.first + AHEAD - timedelta(days=1)),
            "answered": await all_told(Kind.TOPIC_ANSWERED, *days),
        }
    return Template("public/week.html", context=context)


handlers = [sheet]
