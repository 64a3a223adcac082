"""Where nobody holds what a ring asks for, under one charter: a page of it, and how many. What is
said of a station is `hands.unheld`; at how many stations of a level just the same roles are held
is read from what is kept of each (0064_held.sql): of such sorts there are few.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from app.charter.model import Ring
from app.db import rows
from app.topics import hands

PAGE = 50
ALIKE = """
    SELECT "level", "held_as", count(*) AS n FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL GROUP BY 1, 2
"""
# Of each sort in the order of the list, by its index.
OF_THOSE = f"""
    SELECT "one".* FROM unnest($2::text[], $3::text[]) AS its (level, held_as) CROSS JOIN LATERAL (
        SELECT "id", "name", "level", "held_as", "division", "by_pinyin"
        FROM "station"
        WHERE "station"."county" = $1 AND "closed_on" IS NULL AND "station"."level" = its.level
          AND "station"."held_as" = its.held_as
          {{further}}
        ORDER BY "division", "by_pinyin", "id" LIMIT {PAGE + 1}) AS "one"
    ORDER BY "division", "by_pinyin", "id" LIMIT {PAGE + 1}
"""  # noqa: S608
FURTHER = """AND ("station"."division", "station"."by_pinyin", "station"."id") > (
    SELECT last."division", last."by_pinyin", last."id" FROM "station" AS last
    WHERE last."county" = $1 AND last."id" = $4)"""


class Alike(TypedDict):
    """Stations of a level, `n` of them, where the same roles are held."""

    level: str
    held_as: str
    n: int


class Found(TypedDict):
    id: int
    name: str
    level: str
    held_as: str
    division: str
    by_pinyin: str


class Vacant(TypedDict):
    """A station, and all that nobody holds there: (roles, names of rings) each."""

    station: int
    station_name: str
    lacks: list[tuple[list[str], list[str]]]


class Vacancies(NamedTuple):
    """`total`: of what is lacking, not of stations. `kinds`: roles, names of rings, and at how many
    stations just these are lacking; the most first. `further`: behind which station the next page
    begins; None: there is none.
    """

    page: list[Vacant]
    total: int
    kinds: list[tuple[tuple[str, ...], tuple[str, ...], int]]
    further: int | None


async def vacancies(rings: Sequence[Ring], after: int = 0) -> Vacancies:
    """Within the caller's transaction. `after`: the station that the page before ended with."""
    kinds = Counter[tuple[tuple[str, ...], tuple[str, ...]]]()
    lacking: dict[tuple[str, str], list[tuple[list[str], list[str]]]] = {}
    for each in await rows(ALIKE, of=Alike):
        if lacks := hands.unheld(rings, each["level"], each["held_as"].split(",")):
            for roles, names in lacks:
                kinds[tuple(roles), tuple(names)] += each["n"]
            lacking[each["level"], each["held_as"]] = lacks
    found = await of_those([*lacking], after)
    page = [
        Vacant(
            station=each["id"],
            station_name=each["name"],
            lacks=lacking[each["level"], each["held_as"]],
        )
        for each in found[:PAGE]
    ]
    most = [(roles, names, n) for (roles, names), n in kinds.most_common()]
    return Vacancies(page, kinds.total(), most, page[-1]["station"] if len(found) > PAGE else None)


async def of_those(sorts: Sequence[tuple[str, str]], after: int) -> list[Found]:
    levels, held = [level for level, _ in sorts], [held for _, held in sorts]
    if not after:
        return await rows(OF_THOSE.format(further=""), levels, held, of=Found)
    return await rows(OF_THOSE.format(further=FURTHER), levels, held, after, of=Found)
