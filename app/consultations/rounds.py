"""Consultations as others show them: a topic's rounds, and the county's list."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypedDict

from app.access.roles import Account
from app.access.visibility import PUBLISHED, at_my_stations, handles_all, reader
from app.dates import month_after, time_of
from app.db import rows, value
from app.evidence.tables import IS_READY
from app.pieces.queries import Along, along, rare
from app.stations.queries import FEW, below
from app.text.across import EDGE
from app.text.lists import paged
from app.text.search import search_pattern
from app.veiling.queries import DIGITS, LAST, as_read
from app.veiling.reading_on import read_on
from app.veiling.rules import as_told
from app.web.forms.fields import place

PAGE = 50
WORDS = ("title", "place", "reason", "minutes")

# People present and photos, counted once for the rows that are shown.
COUNTED = f"""
    SELECT "consultation"."id", "consultation"."topic", "consultation"."round",
           "consultation"."title", "consultation"."form", "consultation"."place",
           "consultation"."held_on", "consultation"."begins", "consultation"."conclusion",
           "consultation"."typical", "consultation"."state", "consultation"."reason",
           CASE WHEN right("consultation"."title" || "consultation"."place", {LAST}) ~ '[{DIGITS}]'
                THEN left("consultation"."minutes", {EDGE + 1}) ELSE '' END AS minutes,
           (SELECT count(*) FROM "participant"
            WHERE "participant"."county" = $1
              AND "participant"."consultation" = "consultation"."id"
              AND "participant"."state" = 'present') AS present,
           (SELECT count(*) FROM "photo"
            WHERE "photo"."county" = $1 AND "photo"."consultation" = "consultation"."id"
              AND {IS_READY}) AS photos
"""  # noqa: S608

OF_TOPIC = f"""
    {COUNTED} FROM "consultation"
    WHERE "consultation"."county" = $1 AND "consultation"."topic" = $2
    ORDER BY "consultation"."round", "consultation"."id"
"""

# Walked from the latest, one by one, by the index that has the filter in front, as far as a page
# goes; then joined and counted.
OPEN_TO_ALL = f""""consultation"."state" = 'filed' AND (SELECT {PUBLISHED} FROM "topic"
    WHERE "topic"."county" = $1 AND "topic"."id" = "consultation"."topic")"""  # noqa: S608
# Not as of a topic: whoever raised it sees a sitting when it is filed and public, and not before.
OPEN_TO_ME = f"""(({OPEN_TO_ALL})
    OR (SELECT {at_my_stations()} FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "consultation"."station")
    OR coalesce((SELECT true FROM "participant"
        WHERE "participant"."county" = $1 AND "participant"."consultation" = "consultation"."id"
          AND ("participant"."member" = :member
               OR "participant"."department" = ANY(:departments::bigint[])) LIMIT 1), false))"""  # noqa: S608


FITS = '("consultation"."title" ~* :pattern OR "consultation"."place" ~* :pattern)'


class Filters(NamedTuple):
    """Which there are, not what for. `few`: of the station and what lies under it, whether these
    are few.
    """

    form: bool = False
    station: bool = False
    few: bool = True
    words: bool = False


ALL = Along('"consultation"', '"consultation"', "")


@lru_cache(64)
def listing(opens: str, filters: Filters, along: Along, day: str) -> str:
    """`along`: what is walked, and `day`, by which of its columns. Pure."""
    before, conditions, at = "", [opens], f'{along.at}."{day}"'
    if filters.form:
        conditions.append('"consultation"."form" = :form')
    if filters.words:
        conditions.append(FITS)
    if filters.station and filters.few:
        before = "unnest(:under::bigint[]) AS place (id) CROSS JOIN LATERAL "
        conditions.append('"consultation"."station" = place.id')
    elif filters.station:
        conditions.append('"consultation"."station" = ANY(:under::bigint[])')
    return f"""
    WITH listed AS MATERIALIZED (
        SELECT latest."id" FROM {before}(
            SELECT "consultation"."id", "consultation"."held_on" FROM {along.of}
            WHERE "consultation"."county" = $1
              AND {at} >= :first AND {at} <= :last
              AND ({at}, {along.at}."id") < (:day::date, :number::bigint)
              AND {" AND ".join(conditions)}
            ORDER BY {at} DESC, {along.at}."id" DESC LIMIT 51) AS latest
        ORDER BY latest."held_on" DESC, latest."id" DESC LIMIT 51)
    {COUNTED}, "station"."name" AS station_name
    FROM listed CROSS JOIN LATERAL (
        SELECT * FROM "consultation" WHERE "consultation"."county" = $1
           AND "consultation"."id" = listed."id" LIMIT 1) AS "consultation"
    CROSS JOIN LATERAL (
        SELECT "name" FROM "station" WHERE "station"."county" = $1
           AND "station"."id" = "consultation"."station" LIMIT 1) AS "station"
    ORDER BY "consultation"."held_on" DESC, "consultation"."id" DESC
    """  # noqa: S608


def opens_to(account: Account | None) -> str:
    """Which of them. Pure."""
    if account is None:
        return OPEN_TO_ALL
    return "true" if handles_all(account) else OPEN_TO_ME


FIRST = """
    SELECT "held_on" FROM "consultation" WHERE "consultation"."county" = $1 AND "state" = 'filed'
    ORDER BY "held_on" LIMIT 1
"""
FIRST_DAY, LAST_DAY, NEVER = date(2000, 1, 1), date(2999, 12, 31), date.max


class Round(TypedDict):
    """`minutes`: as much of them as a number may go on in that begins in the title or the place;
    they are shown on the sitting's own page. `present`, `photos`: how many.
    """

    id: int
    topic: int
    round: int
    title: str
    form: str
    place: str
    held_on: date
    begins: str
    conclusion: str
    typical: bool
    state: str
    reason: str
    minutes: str
    present: int
    photos: int


class ListedRound(Round):
    station_name: str


class Listed(TypedDict):
    """A page of them, and what was asked for. `older`: what the next page is `before`; `earlier`:
    the month in which the list goes on, `2026-11`, where nothing is searched for; `first`: the
    day of the first of all, where a month is asked for.
    """

    consultations: list[ListedRound]
    older: str | None
    earlier: str
    month: date | None
    first: date | None
    station: int | None
    form: str
    year: int | None
    words: str


async def rounds_of(topic_id: int, hidden: Mapping[str, str] | None) -> list[Round]:
    """All of a topic's consultations, planned and cancelled too, with `present` and `photos`.
    `hidden`: from the reader, as app/veiling/queries.py finds it.
    """
    return as_told(await rows(OF_TOPIC, topic_id, of=Round), hidden, *WORDS)


async def of_year(year: int, month: int = 0) -> AsyncIterator[list[ListedRound]]:
    """What strangers read of all that were held in it, latest first, in parts. Within the caller's
    transaction.
    """
    first, after = time_of(year, month)
    day, number = NEVER, 0
    while True:
        found = await rows(
            listing(OPEN_TO_ALL, Filters(), ALL, "held_on"),
            of=ListedRound,
            first=first,
            last=after - timedelta(days=1),
            day=day,
            number=number,
        )
        yield await as_read(None, found[:PAGE], *WORDS)
        if len(found) <= PAGE:
            return
        day, number = found[PAGE - 1]["held_on"], found[PAGE - 1]["id"]


async def newest(
    account: Account | None,
    *,
    before: tuple[date, int] | None = None,
    station: int | None = None,
    form: str = "",
    year: int | None = None,
    words: str = "",
    month: date | None = None,
) -> Listed:
    """Up to 50, latest first. Not filed, or of an unpublished topic: only at one's own stations,
    and where one is invited. Of `words` counts what this reader reads of the title and the place.
    """
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (FIRST_DAY, LAST_DAY)
    if month:
        last = month_after(month.year, month.month, 1) - timedelta(days=1)
    under = None if station is None else await below(station)
    pattern = search_pattern(words)
    few = under is not None and len(under) <= FEW
    # At few places those that were there are fewer than those of a word in all of the county, but
    # for a rare one: all that ever was there would be looked through for it.
    there = few and not (pattern and await rare("consultation", words))
    filters = Filters(form != "", under is not None, there, pattern != "")
    of = ALL if there else await along("consultation", "by_day", words, down=True)
    shown = re.compile(pattern, re.IGNORECASE)

    async def latest(at: tuple[date, int]) -> list[ListedRound]:
        return await rows(
            listing(opens_to(account), filters, of, "held_on" if of == ALL else "by_day"),
            of=ListedRound,
            under=under,
            form=form,
            pattern=pattern,
            words=of.words,
            first=first,
            last=last,
            day=at[0],
            number=at[1],
            member=account.member if account else None,
            departments=account.departments if account else [],
            **reader(account),
        )

    async def step(at: tuple[date, int]) -> tuple[list[ListedRound], tuple[date, int] | None]:
        found = await latest(at)
        read = await as_read(account, found[:PAGE], *WORDS)
        fits = [each for each in read if shown.search(f"{each['title']}\n{each['place']}")]
        more = found[PAGE - 1] if len(found) > PAGE else None
        return fits, (more["held_on"], more["id"]) if more else None

    begin, earlier = before or (NEVER, 0), ""
    if pattern:
        page, older = await read_on(step, begin)
    else:
        rest, day = await latest(begin), itemgetter("held_on")
        found, end, earlier = paged(
            rest, PAGE, day, (lambda each: day(each) >= month) if month else None
        )
        page = await as_read(account, found, *WORDS)
        older = (end["held_on"], end["id"]) if end else None
    return {
        "consultations": page,
        "older": place(*older) if older else None,
        "earlier": earlier,
        "month": month,
        "first": await value(FIRST) if month else None,
        "station": station,
        "form": form,
        "year": year,
        "words": words,
    }
