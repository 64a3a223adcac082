"""Where nobody holds what a ring asks for: of all open stations, under one charter."""

from collections.abc import Sequence
from typing import TypedDict

from app.access.holding import APPOINTED
from app.charter.model import Ring
from app.db import rows
from app.topics import hands

PLACES = """
    SELECT "id", "name", "level", "lineage" FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL ORDER BY "division", "id"
"""
HELD = f'SELECT DISTINCT "appointment"."role", "appointment"."station" {APPOINTED}'


class PlaceOf(TypedDict):
    id: int
    name: str
    level: str
    lineage: list[int]


class HeldRole(TypedDict):
    role: str
    station: int | None


class VacancyAt(TypedDict):
    """`station_name` beside what `hands.Vacancy` says."""

    station: int
    station_name: str
    roles: list[str]
    rings: list[str]


async def vacancies(rings: Sequence[Ring]) -> list[VacancyAt]:
    """Within the caller's transaction."""
    places = await rows(PLACES, of=PlaceOf)
    held = await rows(HELD, of=HeldRole)
    names = {each["id"]: each["name"] for each in places}
    found = hands.vacancies(
        rings,
        [hands.Place(each["id"], each["level"], each["lineage"]) for each in places],
        [hands.Held(each["role"], each["station"]) for each in held],
    )
    return [
        {"station": n, "station_name": names[n], "roles": roles, "rings": named}
        for n, roles, named in found
    ]
