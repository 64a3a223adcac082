"""Which matters of the neighbourhood may be the same: for whoever raises one, and for whoever
decides on one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypedDict

from app.access.roles import Account
from app.access.visibility import PUBLISHED, reader, visible_topic
from app.charter.stages import OFF_THE_ROAD
from app.dates import today
from app.db import rows
from app.stations.queries import UNDER_IT
from app.text.alike import MOST, alike
from app.veiling.queries import as_read

LOOKED_AT = 10  # of the titles as they were written, before they are read as this reader reads them
# Of one station the newest, by its indexes: there is one of what is public, and one of what is not.
# Of all that ever was there not even the dates are read.
HALVES = [
    f"""(
        SELECT "topic".* FROM (
            SELECT "topic".* FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."station" = "place"."id" AND {half}
            ORDER BY "topic"."id" DESC LIMIT 300) AS "topic"
        WHERE "topic"."id" <> :but AND {{seen}} AND "topic"."stage" <> ALL(:off::text[])
          AND ("topic"."closed_on" IS NULL OR "topic"."closed_on" > :since))
    """  # noqa: S608
    for half in (PUBLISHED, '"topic"."published_at" IS NULL')
]
# Of the station's township; of the county's own station its own.
AROUND = f"""
    WITH RECURSIVE "here" AS MATERIALIZED (
        SELECT "id", "level", "parent" FROM "station" WHERE "station"."county" = $1 AND {{which}}),
    {
    UNDER_IT.format(
        station='''ANY(ARRAY(
        SELECT CASE WHEN "level" = 'village' THEN coalesce("parent", "id") ELSE "id" END
        FROM "here" WHERE "level" <> 'county'))'''
    )
}
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."raised_on",
           "topic"."closed_on" IS NULL AS open, "station"."name" AS station_name
    FROM (SELECT "id" FROM "here" UNION SELECT "id" FROM "below") AS "place"
    CROSS JOIN LATERAL (
        SELECT "station"."name", "station"."lineage" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "place"."id" OFFSET 0) AS "station"
    CROSS JOIN LATERAL ({" UNION ALL ".join(HALVES)}) AS "topic"
    ORDER BY "topic"."id" DESC LIMIT 300
"""  # noqa: S608
BY_CODE, BY_ID = '"code" = :station', '"station"."id" = :station'
GONE_BY = timedelta(days=365)  # what ended long ago may have come back
ELSEWHERE = sorted(OFF_THE_ROAD - {"settled", "referred"})


class Near(TypedDict):
    id: int
    title: str
    stage: str
    raised_on: date
    open: bool
    station_name: str


async def around(account: Account | None, station: str | int, but: int = 0) -> list[Near]:
    """Those that the account may see, the newest first, as they were written. `station`: its code
    or its id. Within the caller's transaction.
    """
    which = BY_CODE if isinstance(station, str) else BY_ID
    seen = PUBLISHED if account is None else visible_topic()
    return await rows(
        AROUND.format(which=which, seen=seen),
        of=Near,
        station=station,
        but=but,
        off=ELSEWHERE,
        since=today() - GONE_BY,
        **reader(account),
    )


async def like(account: Account | None, station: str | int, title: str, but: int = 0) -> list[Near]:
    """By what this reader reads of the titles: what is veiled there finds nothing."""
    found = await around(account, station, but)
    near = likest(title, found, LOOKED_AT)
    return likest(title, await as_read(account, near, "title", topic="id"), MOST)


def likest(title: str, found: Sequence[Near], most: int) -> list[Near]:
    titles, places = [each["title"] for each in found], [each["station_name"] for each in found]
    return [found[number] for number in alike(title, titles, most, places=places)]
