"""A week's sheet for the notice board: what was raised, is talked over, and was answered."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.visibility import PUBLISHED
from app.dates import today
from app.db import county_tx, rows
from app.ledger.kinds import Kind
from app.numbers.records import told
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


class Part(NamedTuple):
    """Of a sheet; `more`: there are others, which do not stand on it."""

    entries: Sequence[Mapping[str, Any]]
    more: bool


async def announced(first: date, last: date) -> Part:
    """Of matters that are public, as strangers read them. Within the caller's transaction."""
    found = await rows(ANNOUNCED, of=Sitting, under=None, first=first, last=last)
    return Part(await as_read(None, found[:MOST], "title", "place"), len(found) > MOST)


async def happened(kind: Kind, of: Week) -> Part:
    """Each matter once, by what happened last."""
    found = await told([kind], of.first, of.last, most=MOST + 1)
    once = list({each["topic"]: each for _kind, each in reversed(found)}.values())[::-1]
    return Part(once[:MOST], len(once) > MOST)


@get("/week/{week:str}")
async def sheet(week: FromPath[str]) -> Template:
    """Sittings of this week and the next, as they are announced."""
    of = week_asked(week)
    async with county_tx(readonly=True):
        first = await first_raised()
        context = {
            "week": of,
            "before": of.before if first and of.first > first else None,
            "raised": await happened(Kind.TOPIC_RAISED, of),
            "announced": await announced(of.first, of.first + AHEAD - timedelta(days=1)),
            "answered": await happened(Kind.TOPIC_ANSWERED, of),
        }
    return Template("public/week.html", context=context)


handlers = [sheet]
