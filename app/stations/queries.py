"""Stations as pages show them: a level of the tree, and one with what happened there."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypedDict

from litestar.exceptions import NotFoundException

from app.access.visibility import PUBLISHED
from app.dates import has_begun, today
from app.db import row, rows, value
from app.ledger.figures import counts
from app.ledger.kinds import Kind
from app.pieces.queries import Along, along
from app.stations.tables import LoadedStation
from app.text import compact
from app.text.search import search_pattern
from app.veiling.queries import as_read

PAGE = 50
AWAITED = timedelta(days=30)

# A page of open stations in the order of the national list, those of one place by pinyin, each with
# how many lie right under it.
SHOWN = """
    SELECT "station"."id", "code", "kind", "level", "name", "address", "parent", "lineage",
           "closed_on",
           (SELECT count(*) FROM "station" AS low
            WHERE low."county" = $1 AND low."parent" = "station"."id" AND low."closed_on" IS NULL)
           AS below
    FROM {of}
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND {which} {further}
    ORDER BY {keys} LIMIT 51
"""
KEYS = '"division", "by_pinyin", "station"."id"'
FURTHER = """AND ({keys}) > (
          SELECT {last} FROM "station" AS seen WHERE seen."county" = $1 AND seen."id" = :after)"""
FITS = '("name" ~* :pattern OR "address" ~* :pattern OR "code" = :code)'
UNDER = '"parent" = :under'
# At the top; with a county's own station what lies under it comes along. Each has its index.
TOP = {False: 'cardinality("lineage") <= 1', True: 'cardinality("lineage") <= 2'}
COUNTY_LEVEL = """
    SELECT EXISTS (SELECT FROM "station" WHERE "station"."county" = $1
                   AND "level" = 'county' AND "closed_on" IS NULL)
"""
ALL = Along('"station"', '"station"', "")

# Of so many what is newest at each is put together; of more, all are walked, and others left out.
FEW = 64
# Down from parent to parent, each looked up: as much as lies there, and not all of the county.
UNDER_IT = """"below" AS (
    SELECT "station"."id" FROM "station"
    WHERE "station"."county" = $1 AND "station"."id" = {station}
    UNION ALL
    SELECT "low"."id" FROM "below" CROSS JOIN LATERAL (
        SELECT "station"."id" FROM "station"
        WHERE "station"."county" = $1 AND "station"."parent" = "below"."id" OFFSET 0) AS "low")
"""
BELOW = f'WITH RECURSIVE {UNDER_IT.format(station="$2")} SELECT "id" FROM "below"'  # noqa: S608


def under(these: str) -> str:
    """SQL: the ids of these and of what lies under them, each once. `these`: an array. Pure."""
    found = UNDER_IT.format(station=f"ANY({these}::bigint[])")
    return f'(WITH RECURSIVE {found} SELECT DISTINCT "id" FROM "below")'  # noqa: S608


KINDS = """
    SELECT "kind", count(*) AS n FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL GROUP BY "kind"
"""
ONE = """
    SELECT "id", "kind", "level", "name", "division", "parent", "lineage", "address", "opened_on",
           "closed_on", "code"
    FROM "station" WHERE "station"."county" = $1 AND "id" = $2
"""
ABOVE = """
    SELECT "id", "name" FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY cardinality("lineage")
"""
FIGURES = {
    "topics": Kind.TOPIC_ACCEPTED,
    "consultations": Kind.CONSULTATION_FILED,
    "solved": Kind.TOPIC_SOLVED,
}
# A station's page is the same for all readers: what is public.
TOPICS = f"""
    SELECT "id", "title", "stage", "raised_on" FROM "topic"
    WHERE "topic"."county" = $1 AND "station" = $2 AND {PUBLISHED}
    ORDER BY "id" DESC LIMIT 10
"""  # noqa: S608
CONSULTATIONS = f"""
    SELECT "consultation"."id", "topic", "consultation"."title", "held_on", "conclusion", "place"
    FROM "consultation"
    WHERE "consultation"."county" = $1 AND "consultation"."station" = $2
      AND "consultation"."state" = 'filed' AND (SELECT {PUBLISHED} FROM "topic"
          WHERE "topic"."county" = $1 AND "topic"."id" = "consultation"."topic")
    ORDER BY "held_on" DESC, "consultation"."id" DESC LIMIT 10
"""  # noqa: S608
MOST_PLANNED = 100
# To come, of what is public (the charter's publicity): as soon as a topic is, its sittings are.
# What has had its hour stays in sight for a month, until it is filed or cancelled.
ANNOUNCED = f"""
    SELECT "consultation"."id", "topic", "consultation"."title", "held_on", "begins", "place",
           "form"
    FROM "consultation"
    WHERE "consultation"."county" = $1 AND "consultation"."station" = $2
      AND "consultation"."state" = 'planned' AND "held_on" >= $3
      AND (SELECT {PUBLISHED} FROM "topic"
          WHERE "topic"."county" = $1 AND "topic"."id" = "consultation"."topic")
    ORDER BY "held_on" < $4, "held_on", "begins", "consultation"."id" LIMIT {MOST_PLANNED + 1}
"""  # noqa: S608
MEMBERS = """
    SELECT "id", "name", "sector", "mode" FROM "member"
    WHERE "member"."county" = $1 AND "station" = $2 AND "left_on" IS NULL
    ORDER BY "by_pinyin", "id"
"""


async def find(station: int) -> LoadedStation:
    found = await row(ONE, station, of=LoadedStation)
    if found is None:
        raise NotFoundException
    return found


class InTree(TypedDict):
    """`below`: how many open ones lie right under it."""

    id: int
    code: str
    kind: str
    level: str
    name: str
    address: str
    parent: int | None
    lineage: list[int]
    closed_on: date | None
    below: int


@lru_cache(16)
def listing(which: str, of: Along, *, further: bool) -> str:
    """Of all, or of what is read along pieces, which have the same order. Pure."""
    keys, last = KEYS, 'seen."division", seen."by_pinyin", seen."id"'
    if of != ALL:
        keys, last = f'{of.at}."by_place", {of.at}."id"', 'app.place_key(seen), seen."id"'
    after = FURTHER.format(keys=keys, last=last) if further else ""
    return SHOWN.format(of=of.of, which=which, further=after, keys=keys)


async def level_of_tree(
    under: int | None, words: str, after: int | None
) -> tuple[list[InTree], int | None]:
    """→ a page, and after which station the next begins."""
    of = ALL
    if pattern := search_pattern(words):
        which, of = FITS, await along("station", "by_place", words)
    elif under is not None:
        which = UNDER
    else:
        # The county's own station alone would be a poor page.
        which = TOP[await value(COUNTY_LEVEL)]
    found = await rows(
        listing(which, of, further=after is not None),
        of=InTree,
        pattern=pattern,
        code=compact(words),
        words=of.words,
        under=under,
        after=after,
    )
    return found[:PAGE], found[PAGE - 1]["id"] if len(found) > PAGE else None


async def all_open() -> AsyncIterator[list[InTree]]:
    """Of the whole county, in the order of its list, in parts. Within the caller's transaction."""
    after: int | None = None
    while True:
        statement = listing("true", ALL, further=after is not None)
        found = await rows(statement, of=InTree, after=after)
        yield found[:PAGE]
        if len(found) <= PAGE:
            return
        after = found[PAGE - 1]["id"]


async def below(station: int) -> list[int]:
    """It and what lies under it."""
    return [each["id"] for each in await rows(BELOW, station)]


async def count_by_kind() -> dict[str, int]:
    return {each["kind"]: each["n"] for each in await rows(KINDS)}


async def figures_of(station: int) -> dict[str, int]:
    n: Counter[str] = Counter()
    for each in await counts(["station"], list(FIGURES.values()), str(station)):
        n[each["kind"]] += each["n"]
    return {name: n[kind] for name, kind in FIGURES.items()}


async def happenings(station: LoadedStation) -> dict[str, Any]:
    """What a station's page shows of it; nothing that is not public."""
    below, more = await level_of_tree(station["id"], "", None)
    since = today() - AWAITED
    every = await rows(ANNOUNCED, station["id"], since, today())
    planned = await as_read(None, every[:MOST_PLANNED], "title", "place")
    begun = [has_begun(each["held_on"], each["begins"]) for each in planned]
    return {
        "station": station,
        "above": await rows(ABOVE, station["lineage"][:-1]),
        "figures": await figures_of(station["id"]),
        "topics": await as_read(None, await rows(TOPICS, station["id"]), "title", topic="id"),
        "consultations": await as_read(
            None, await rows(CONSULTATIONS, station["id"]), "title", "place"
        ),
        "announced": [each for each, old in zip(planned, begun, strict=True) if not old],
        "awaited": [each for each, old in zip(planned, begun, strict=True) if old],
        "more_planned": len(every) > MOST_PLANNED,
        "members": await rows(MEMBERS, station["id"]),
        "below": below,
        "more": more,
    }
