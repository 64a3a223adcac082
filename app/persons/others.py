"""Other matters that were raised under the same name and number as the one that a wish is about: a
code knows of one alone. The office includes those that are the same person's.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict

from app.db import rows
from app.persons.rules import Want
from app.persons.wishes import LoadedWish
from app.text import canonical_phone, comparison_key

WHOSE = """
    SELECT "id", "raiser_name", "raiser_phone" FROM "topic"
    WHERE "topic"."county" = $1 AND "id" = $2
"""


class Other(TypedDict):
    id: int
    title: str
    raised_on: date
    raiser_name: str
    raiser_phone: str
    station_name: str


def of_the_name(which: str) -> str:
    """SQL: what was raised under the name `:name`, as names compare, and with a number. Pure."""
    return f"""
        SELECT "topic"."id", "topic"."title", "topic"."raised_on", "topic"."raiser_name",
               "topic"."raiser_phone", "station"."name" AS station_name
        FROM "topic"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
        WHERE "topic"."county" = $1 AND "raiser_called" = app.piece_called(:name)
          AND "raiser_phone" <> '' AND {which}
        ORDER BY "topic"."id" DESC
    """  # noqa: S608


OF_THE_NAME = of_the_name('"topic"."id" <> :topic')


def same(found: Sequence[Other], name: str, phone: str) -> list[Other]:
    """`phone`: canonical. Pure."""
    key = comparison_key(name)
    return [
        each
        for each in found
        if comparison_key(each["raiser_name"]) == key
        and canonical_phone(each["raiser_phone"]) == phone
    ]


async def others(wish: LoadedWish) -> list[Other]:
    """Of a wish to have or to be rid of what is kept about whoever raised a matter, while it waits.
    Within the caller's transaction.
    """
    if wish["topic"] is None or wish["person"] or wish["state"] != "waiting":
        return []
    if wish["kind"] not in {Want.ACCESS, Want.ERASURE}:
        return []
    (own,) = await rows(WHOSE, wish["topic"])
    phone = canonical_phone(own["raiser_phone"])
    if phone is None or not own["raiser_name"].strip():
        return []
    found = await rows(OF_THE_NAME, name=own["raiser_name"], topic=own["id"], of=Other)
    return same(found, own["raiser_name"], phone)


def chosen(offered: Sequence[Other], ticked: Collection[str]) -> list[int]:
    """Pure. What was not offered is not taken."""
    return sorted(each["id"] for each in offered if str(each["id"]) in ticked)
