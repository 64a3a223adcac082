"""Stations to choose from: all that are open, and those that others may lie under."""

from typing import TypedDict

from app.choosing.asking import Asked, choices_of, fitting, named_so
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.db import county_in_tx, rows
from app.divisions.search import place_and_below
from app.pieces.queries import cut_up, walk
from app.stations.queries import ONE
from app.stations.tables import LoadedStation
from app.web.forms.fields import id_in

# From the top down: what lies highest is looked for most.
ONES = """
    (SELECT "station"."id", "station"."code", "station"."name", "above"."name" AS above,
            array_length("station"."lineage", 1) AS depth, "station"."by_pinyin"
     FROM {of} LEFT JOIN LATERAL (
        SELECT up."name" FROM "station" AS up
        WHERE up."county" = $1 AND up."id" = "station"."parent" LIMIT 1) AS "above" ON true
     WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL {which} {{where}}
     ORDER BY {keys} LIMIT :most)
"""
KEYS = 'array_length("station"."lineage", 1), "station"."by_pinyin", "station"."id"'
OWN = '"station"."name" ~* :named'
ABOVE = '"above"."name" ~* :noted'
FITS = f'AND ({OWN} OR {ABOVE} OR "station"."id" = :id::bigint)'
THOSE = """
    (SELECT DISTINCT unnest(:ids::bigint[]) AS id) AS its CROSS JOIN LATERAL (
        SELECT "station".* FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = its.id LIMIT 1) AS "station"
"""
SHOWN = """
    SELECT "id", "code", "name", above FROM ({parts}) AS shown
    ORDER BY depth, "by_pinyin", "id" LIMIT :most
"""
UNDER = ' AND "station"."lineage" && :under::bigint[]'
OF_LEVELS = ' AND "station"."level" = ANY(:levels::text[])'


class Open(TypedDict):
    id: int
    code: str
    name: str
    above: str | None


def ones(of: str, which: str, keys: str = KEYS) -> str:
    """Where they lie (`where`) is still to be said. Pure."""
    return ONES.format(of=of, which=which, keys=keys)


async def meant(asked: Asked) -> tuple[str, list[int], str]:
    """→ the statement, and of its values the ids and the words."""
    if not asked.named:
        return ones('"station"', ""), [], ""
    if asked.words:
        words = await cut_up(asked.words, "station", "under")
        if words is None:
            return ones('"station"', FITS), [], ""
        own, low = walk("station", "from_top", words), walk("under", "from_top", words)
        keys = f'{own.at}."from_top", {own.at}."id"'
        # Of each as many as are asked for, so that of both together none is missing.
        parts = ones(own.of, f"AND {OWN}", keys), ones(low.of, f"AND {ABOVE}", keys)
        return " UNION ".join(parts), [], words
    ids = await named_so("station", asked)
    return ones('"station"' if ids is None else THOSE, FITS), ids or [], ""


async def open_stations(
    asked: Asked, *, under: list[int] | None = None, levels: list[str] | None = None
) -> list[Open]:
    """`under`: only these and what lies under them; None: all."""
    where = UNDER if under is not None else ""
    where += OF_LEVELS if levels is not None else ""
    parts, ids, words = await meant(asked)
    return await rows(
        SHOWN.format(parts=parts.format(where=where)),
        of=Open,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        ids=ids,
        words=words,
        under=under,
        levels=levels,
        most=asked.most,
    )


async def stations(
    asked: Asked, *, under: list[int] | None = None, levels: list[str] | None = None
) -> list[Choice]:
    found = await open_stations(asked, under=under, levels=levels)
    return [
        Choice(str(each["id"]), each["name"], (each["above"] or "",), each["above"] or "")
        for each in found
    ]


@choices_of(What.STATION)
async def any_station(asked: Asked) -> list[Choice]:
    return await stations(asked)


@choices_of(What.PARENT)
async def parents(asked: Asked) -> list[Choice]:
    return await stations(asked, levels=["county", "township"])


@choices_of(What.DIVISION)
async def divisions(asked: Asked) -> list[Choice]:
    """Where a station may stand: where the one above stands, or a place right under that."""
    above = await one_above(asked.within)
    found = await place_and_below(above["division"] if above else f"{county_in_tx()}")
    return fitting(asked, [Choice(each["code"], each["name"]) for each in found])


async def one_above(station: str) -> LoadedStation | None:
    found = await rows(ONE, id_in(station), of=LoadedStation)
    return next(iter(found), None)
