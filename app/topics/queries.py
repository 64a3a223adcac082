"""What the topic's pages show, in few queries: the list, and everything of one topic."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypedDict, TypeVar

from litestar.exceptions import NotFoundException

from app.access.roles import Account
from app.access.visibility import reader
from app.charter import store
from app.charter.model import Charter, Ring
from app.charter.rings import RingKind
from app.charter.stages import ENDED, Stage
from app.dates import deadline, month_after, time_of, today
from app.db import LARGEST_ID, rows
from app.i18n import _, translated
from app.lights import Light, light
from app.pieces.queries import AT_ONCE, candidates
from app.stations.queries import FEW, below
from app.text.lists import paged
from app.text.search import search_pattern
from app.topics.listing import (
    ROWS,
    Filters,
    among_statement,
    everywhere,
    newest_statement,
    sees,
)
from app.topics.tables import AtRing
from app.veiling.queries import as_read
from app.veiling.reading_on import read_on
from app.web.forms.fields import NO_SUCH, word_asked

PAGE = 50

UNRATED = _("往下办")  # the answer was given, and not rated in time
UNSAID = _("类别待定")  # until the first review says it

SHOWN: dict[str, list[str]] = {"open": sorted(set(Stage) - ENDED), "closed": ["closed", "settled"]}


Ringed = TypeVar("Ringed", bound=AtRing)


class ListedTopic(AtRing):
    id: int
    title: str
    charter: int
    raised_on: date
    round: int
    published_at: datetime | None
    taken_down: bool
    station_name: str


class Listed(TypedDict):
    """A page of them, and what was asked for. `older`: the id that the next page is `before`;
    `earlier`: the month in which the list goes on, `2026-11`, where nothing is searched for;
    `first`: the day on which the first of all was raised, where a month is asked for.
    """

    topics: list[ListedTopic]
    older: int | None
    earlier: str
    month: date | None
    first: date | None
    shown: str
    category: str
    station: int | None
    words: str


class Wanted(NamedTuple):
    """Values of a list's filters. `under`: the station and what lies under it; None: anywhere."""

    stages: list[str] | None
    category: str
    under: list[int] | None

    @property
    def filters(self) -> Filters:
        return Filters(
            stages=self.stages is not None,
            category=self.category != "",
            station=self.under is not None,
            few=len(self.under or ()) <= FEW,
        )


async def newest(
    account: Account | None,
    *,
    before: int | None = None,
    shown: str = "",
    category: str = "",
    station: int | None = None,
    at: list[int] | None = None,
    words: str = "",
    month: date | None = None,
    most: int = PAGE,
) -> Listed:
    """Up to `most` topics that the account may see, newest first, with ring and light. `station`:
    there and below; `at`: at these stations alone; `month`: raised in it, by its first day.
    """
    under = at if station is None else await below(station)
    if station is not None and under == []:
        raise NotFoundException(NO_SUCH)
    wanted = Wanted(SHOWN.get(word_asked(shown, SHOWN)), category, under)
    start, since, first = LARGEST_ID if before is None else before, 0, None
    if month:
        after = month_after(month.year, month.month, 1)
        (within,) = await rows(IDS_IN, month, after, of=Month)
        since, first = within["since"] or LARGEST_ID, within["first"]
        start = min(start, within["until"] or LARGEST_ID)
    earlier = ""
    if pattern := search_pattern(words):
        page, older = await searched(account, wanted, words, pattern, start)
    else:
        rest = await listed(account, wanted, start)
        of_it = (lambda each: each["id"] >= since) if month else None
        found, last, earlier = paged(rest, most, itemgetter("raised_on"), of_it)
        page = await as_read(account, found, "title", topic="id")
        older = last and last["id"]
    charters, day = await store.versions({each["charter"] for each in page}), today()
    return {
        "topics": [with_ring(each, charters[each["charter"]], day) for each in page],
        "older": older,
        "earlier": earlier,
        "month": month,
        "first": first,
        "shown": shown,
        "category": category,
        "station": station,
        "words": words,
    }


# A matter gets its number on the day on which it is raised, so that a month is from one number to
# another. Some seconds around midnight it may be one of the month beside it; none is in both, or
# in neither.
FIRST_FROM = """(SELECT "id" FROM "topic" WHERE "topic"."county" = $1
    AND "raised_on" >= {} AND "published_at" IS NOT NULL ORDER BY "raised_on", "id" LIMIT 1)"""
IDS_IN = f"""
    SELECT {FIRST_FROM.format("$2::date")} AS since, {FIRST_FROM.format("$3::date")} AS until,
           (SELECT "raised_on" FROM "topic" WHERE "topic"."county" = $1
              AND "published_at" IS NOT NULL ORDER BY "raised_on" LIMIT 1) AS first
"""  # noqa: S608


class Month(TypedDict):
    """From which number on, and before which one topics were raised in it; None: not yet. `first`:
    the day on which the first of all was raised.
    """

    since: int | None
    until: int | None
    first: date | None


async def of_year(year: int, month: int = 0) -> AsyncIterator[list[ListedTopic]]:
    """What strangers read of all that was raised in it, latest first, in parts. Of a year's months
    each is in one. Within the caller's transaction.
    """
    first, after = time_of(year, month)
    (within,) = await rows(IDS_IN, first, after, of=Month)
    since, before, day = within["since"], within["until"] or LARGEST_ID, today()
    while since and since < before:
        rest = await listed(None, Wanted(None, "", None), before)
        found = [each for each in rest if each["id"] >= since]
        charters = await store.versions({each["charter"] for each in found})
        read = await as_read(None, found, "title", topic="id")
        yield [with_ring(each, charters[each["charter"]], day) for each in read]
        if len(found) < ROWS:
            return
        before = found[-1]["id"]


async def first_raised() -> date | None:
    """The day on which the first of those that are public was raised."""
    (within,) = await rows(IDS_IN, date.min, date.max, of=Month)
    return within["first"]


async def listed(account: Account | None, wanted: Wanted, before: int) -> list[ListedTopic]:
    return await rows(
        newest_statement(sees(account), wanted.filters),
        of=ListedTopic,
        before=before,
        stages=wanted.stages or list(Stage),
        category=wanted.category,
        under=wanted.under,
        everywhere=everywhere(account),
        **reader(account),
    )


async def searched(
    account: Account | None, wanted: Wanted, words: str, pattern: str, before: int
) -> tuple[list[ListedTopic], int | None]:
    """→ a page, and where the next begins. What counts are the titles as this reader reads them:
    what is veiled for them finds nothing.
    """
    shown = re.compile(pattern, re.IGNORECASE)

    async def step(before: int) -> tuple[list[ListedTopic], int | None]:
        ids = await candidates(words, pattern, before, public=account is None)
        found = await rows(
            among_statement(wanted.filters),
            of=ListedTopic,
            ids=ids,
            stages=wanted.stages,
            category=wanted.category,
            under=wanted.under,
            words=pattern,
            **reader(account),
        )
        read = await as_read(account, found, "title", topic="id")
        fits = [each for each in read if shown.search(each["title"])]
        return fits, None if len(ids) < AT_ONCE else ids[-1]

    page, older = await read_on(step, before, PAGE + 1)
    return (page[:PAGE], page[PAGE - 1]["id"]) if len(page) > PAGE else (page, older)


def with_ring(topic: Ringed, charter: Charter, day: date | None = None) -> Ringed:
    """`day`: today, where that is asked once for many."""
    ring = charter.rings[topic["ring"]]
    ended = topic["stage"] in ENDED
    topic["ring_name"] = "" if ended else ring.name
    topic["verb"] = (RingKind.RATE if ended else ring.kind).about.verb  # an answer is still owed
    if topic["stage"] == Stage.ANSWERED and ring.kind is RingKind.RATE:
        topic["verb"] = UNRATED
    topic["category_name"] = charter.categories.get(topic["category"], topic["category"])
    if not topic["category"]:
        topic["category_name"] = translated(UNSAID)
    topic["light"] = None if ended else ring_light(ring, topic, day or today())
    return topic


def ring_light(ring: Ring, topic: AtRing, day: date) -> Light | None:
    if ring.days is None:
        return None
    return waiting(topic["ring_since"], ring.days, day)


@lru_cache(8192)
def waiting(since: date, days: int, day: date) -> Light:
    """As of `day`, of what has waited since then and has so many working days."""
    return light(deadline(since, days), day, limit=days)
