"""Stations to choose from: all that are open, and those that others may lie under."""

from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.db import county_in_tx, rows
from app.divisions.search import place_and_below
from app.stations.queries import ONE
from app.stations.tables import LoadedStation
from app.web.forms.fields import id_in

# From the top down: what lies highest is looked for most.
STATIONS = """
    SELECT "station"."id", "station"."name", "above"."name" AS above
    FROM "station" LEFT JOIN "station" AS "above"
      ON "above"."county" = $1 AND "above"."id" = "station"."parent"
    WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL
      AND ("station"."name" ~* :named OR "above"."name" ~* :noted OR "station"."id" = :id::bigint)
      AND (:under::bigint[] IS NULL OR "station"."lineage" && :under)
      AND (:levels::text[] IS NULL OR "station"."level" = ANY(:levels))
    ORDER BY array_length("station"."lineage", 1), "station"."by_pinyin", "station"."id"
    LIMIT :most
"""


async def stations(
    asked: Asked, *, under: list[int] | None = None, levels: list[str] | None = None
) -> list[Choice]:
    """`under`: only these and what lies under them; None: all."""
    found = await rows(
        STATIONS,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        under=under,
        levels=levels,
        most=asked.most,
    )
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
