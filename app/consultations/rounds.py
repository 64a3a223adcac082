"""Consultations as others show them: a topic's rounds, and the county's list."""

from datetime import date
from typing import Any

from app.access.roles import Account, Act
from app.charter.model import Charter
from app.consultations.masking import hidden_names
from app.db import rows

PAGE = 50

# People present and photos, counted once for the rows that are shown.
COUNTED = """
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
              AND "photo"."state" = 'ready' AND "photo"."removed_at" IS NULL) AS photos
"""

OF_TOPIC = f"""
    {COUNTED} FROM "consultation"
    WHERE "consultation"."county" = $1 AND "consultation"."topic" = $2
    ORDER BY "consultation"."round", "consultation"."id"
"""

LIST = f"""
    {COUNTED}, "station"."name" AS station_name, "topic"."title" AS topic_title
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1
      AND ("consultation"."state" = 'filed' AND "topic"."published_at" IS NOT NULL
           OR $2::boolean OR "station"."lineage" && $3::bigint[]
           OR EXISTS (SELECT FROM "participant"
                      WHERE "participant"."county" = $1
                        AND "participant"."consultation" = "consultation"."id"
                        AND ("participant"."member" = $10
                             OR "participant"."department" = ANY($11::bigint[]))))
      AND ($4::bigint IS NULL OR $4 = ANY("station"."lineage"))
      AND ($5 = '' OR "consultation"."form" = $5)
      AND "consultation"."held_on" >= $6 AND "consultation"."held_on" <= $7
      AND ($8::date IS NULL OR ("consultation"."held_on", "consultation"."id") < ($8, $9::bigint))
    ORDER BY "consultation"."held_on" DESC, "consultation"."id" DESC LIMIT 51
"""

# Towns and above; what lies under a chosen one is found with it.
STATIONS = """
    SELECT "id", "name" FROM "station"
    WHERE "station"."county" = $1 AND "level" <> 'village' AND "closed_on" IS NULL
    ORDER BY array_position(ARRAY['county', 'unit', 'area', 'township'], "level"), "division", "id"
    LIMIT 200
"""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


async def rounds_of(topic_id: int) -> list[dict[str, Any]]:
    """All of a topic's consultations, planned and cancelled too, with `present` and `photos`."""
    return [dict(each) for each in await rows(OF_TOPIC, topic_id)]


PEOPLE = """
    SELECT DISTINCT "participant"."name", "participant"."grp", "participant"."member"
    FROM "participant"
    JOIN "consultation" ON "consultation"."county" = $1
     AND "consultation"."id" = "participant"."consultation"
    WHERE "participant"."county" = $1 AND "consultation"."topic" = $2
"""


async def hidden_in(topic_id: int, charter: Charter) -> dict[str, str]:
    """Of everybody who sat down over a topic: full name → what strangers read."""
    people = await rows(PEOPLE, topic_id) if charter.publicity.mask_names else []
    return hidden_names(people, charter)


async def newest(
    account: Account | None,
    *,
    before: str = "",
    station: int | None = None,
    form: str = "",
    year: int | None = None,
) -> dict[str, Any]:
    """Up to 50, latest first. Not filed, or of an unpublished topic: only at one's own stations,
    and where one is invited.
    """
    own = account.stations(Act.SEE) if account else []
    member = account.member if account else None
    departments = account.departments if account else []
    day, number = after_which(before)
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (FIRST_DAY, LAST_DAY)
    found = await rows(
        LIST,
        own is None,
        own or [],
        station,
        form,
        first,
        last,
        day,
        number,
        member,
        departments,
    )
    oldest = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "consultations": [dict(each) for each in found[:PAGE]],
        "older": f"{oldest['held_on']}.{oldest['id']}" if oldest else None,
        "stations": await rows(STATIONS),
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
