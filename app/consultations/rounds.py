"""Consultations as others show them: a topic's rounds, and the county's list."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from app.access.roles import Account
from app.access.visibility import PUBLISHED, at_my_stations, reader
from app.db import rows
from app.evidence.tables import IS_READY
from app.veiling.queries import as_read
from app.veiling.rules import as_told

PAGE = 50
WORDS = ("title", "place", "reason", "minutes")

# People present and photos, counted once for the rows that are shown.
COUNTED = f"""
    SELECT "consultation"."id", "consultation"."topic", "consultation"."round",
           "consultation"."title", "consultation"."form", "consultation"."place",
           "consultation"."held_on", "consultation"."begins", "consultation"."conclusion",
           "consultation"."typical", "consultation"."state", "consultation"."reason",
           left("consultation"."minutes", 400) AS minutes,
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

# Not as of a topic: whoever raised it sees a sitting when it is filed and public, and not before.
LIST = f"""
    {COUNTED}, "station"."name" AS station_name, "topic"."title" AS topic_title
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1
      AND ("consultation"."state" = 'filed' AND {PUBLISHED}
           OR {at_my_stations()}
           OR EXISTS (SELECT FROM "participant"
                      WHERE "participant"."county" = $1
                        AND "participant"."consultation" = "consultation"."id"
                        AND ("participant"."member" = :member
                             OR "participant"."department" = ANY(:departments::bigint[]))))
      AND (:station::bigint IS NULL OR :station = ANY("station"."lineage"))
      AND (:form = '' OR "consultation"."form" = :form)
      AND "consultation"."held_on" >= :first AND "consultation"."held_on" <= :last
      AND (:day::date IS NULL
           OR ("consultation"."held_on", "consultation"."id") < (:day, :number::bigint))
    ORDER BY "consultation"."held_on" DESC, "consultation"."id" DESC LIMIT 51
"""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


class Round(TypedDict):
    """`minutes`: their first 400 characters. `present`, `photos`: how many."""

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
    topic_title: str


class Listed(TypedDict):
    """A page of them, and what was asked for. `older`: what the next page is `before`."""

    consultations: list[ListedRound]
    older: str | None
    station: int | None
    form: str
    year: int | None


async def rounds_of(topic_id: int, hidden: Mapping[str, str] | None) -> list[Round]:
    """All of a topic's consultations, planned and cancelled too, with `present` and `photos`.
    `hidden`: from the reader, as app/veiling/queries.py finds it.
    """
    return as_told(await rows(OF_TOPIC, topic_id, of=Round), hidden, *WORDS)


async def newest(
    account: Account | None,
    *,
    before: str = "",
    station: int | None = None,
    form: str = "",
    year: int | None = None,
) -> Listed:
    """Up to 50, latest first. Not filed, or of an unpublished topic: only at one's own stations,
    and where one is invited.
    """
    day, number = after_which(before)
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (FIRST_DAY, LAST_DAY)
    found = await rows(
        LIST,
        of=ListedRound,
        station=station,
        form=form,
        first=first,
        last=last,
        day=day,
        number=number,
        member=account.member if account else None,
        departments=account.departments if account else [],
        **reader(account),
    )
    oldest = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "consultations": await as_read(account, found[:PAGE], *WORDS, "topic_title"),
        "older": f"{oldest['held_on']}.{oldest['id']}" if oldest else None,
        "station": station,
        "form": form,
        "year": year,
    }


def after_which(before: str) -> tuple[date | None, int | None]:
    """'2026-03-25.123' → where the page before ended; anything else: from the start."""
    day, _, number = before.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None, None
