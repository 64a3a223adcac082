"""Stations to choose from: all that are open, and those that others may lie under."""

from typing import TypedDict

from app.choosing.asking import Asked, among, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.db import county_in_tx, rows
from app.divisions.search import place_and_below
from app.stations.queries import ONE
from app.stations.tables import LoadedStation
from app.web.forms.fields import id_in

# From the top down: what lies highest is looked for most.
STATIONS = """
    SELECT "station"."id", "station"."code", "station"."name", "above"."name" AS above
    FROM "station" LEFT JOIN LATERAL (
        SELECT up."name" FROM "station" AS up
        WHERE up."county" = $1 AND up."id" = "station"."parent" LIMIT 1) AS "above" ON true
    WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL {which}
    ORDER BY array_length("station"."lineage", 1), "station"."by_pinyin", "station"."id"
    LIMIT :most
"""
FITS = """
    AND ("station"."name" ~* :named OR "above"."name" ~* :noted OR "station"."id" = :id::bigint)
"""
# What lies right under one that is called so fits, too.
AMONG = """
    AND "station"."id" = ANY(ARRAY(
        SELECT unnest(:ids::bigint[]) UNION ALL
        SELECT low."id" FROM unnest(:ids::bigint[]) AS high (id) CROSS JOIN LATERAL (
            SELECT "station"."id" FROM "station"
            WHERE "station"."county" = $1 AND "station"."parent" = high.id OFFSET 0) AS low))
"""
UNDER = ' AND "station"."lineage" && :under::bigint[]'
OF_LEVELS = ' AND "station"."level" = ANY(:levels::text[])'


class Open(TypedDict):
    id: int
    code: str
    name: str
    above: str | None


async def open_stations(
    asked: Asked, *, under: list[int] | None = None, levels: list[str] | None = None
) -> list[Open]:
    """`under`: only these and what lies under them; None: all."""
    ids = await among("station", asked)
    which = FITS if asked.named else ""
    which += AMONG if ids is not None else ""
    which += UNDER if under is not None else ""
    which += OF_LEVELS if levels is not None else ""
    return await rows(
        STATIONS.format(which=which),
        of=Open,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        ids=ids,
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
