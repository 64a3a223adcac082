"""Sittings and activities of some days, as far as the reader sees them elsewhere; by a station and
what lies under it, or by what is one's own.
"""

from datetime import date
from typing import TypedDict

from app.access.parties import there_is
from app.access.roles import KEEPERS, Account, Act
from app.access.visibility import reader
from app.consultations.rounds import opens_to
from app.db import rows
from app.portal.desk.queries import KEEPS_SITTINGS
from app.stations.queries import below, under
from app.veiling.queries import as_read

MOST = 300  # of each; beyond, one is asked to choose a station
# As on the desk: where one is invited, and what one keeps.
INVITED = there_is("""FROM "participant" WHERE "participant"."county" = $1
    AND "participant"."consultation" = "consultation"."id"
    AND ("participant"."member" = :member
         OR "participant"."department" = ANY(:departments::bigint[]))""")
KEPT = there_is("""FROM "station", unnest(:my_roles::text[], :my_stations::bigint[])
        AS mine (role, station)
    WHERE "station"."county" = $1 AND "station"."id" = "consultation"."station"
      AND mine.role = ANY(:keepers::text[])
      AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))""")
MY_SITTINGS = f"({INVITED} OR {KEPT})"
# Days first, by the index that has them in front; then joined.
SITTINGS = f"""
    SELECT "listed"."id", "listed"."topic", "listed"."title", "listed"."held_on" AS day,
           "listed"."begins", "listed"."place", "listed"."state", "station"."name" AS station_name
    FROM (
        SELECT "consultation".* FROM "consultation"
        WHERE "consultation"."county" = $1 AND "consultation"."held_on" BETWEEN :first AND :last
          AND "consultation"."state" <> 'cancelled' AND {{opens}} AND {{mine}}
          AND (:under::bigint[] IS NULL OR "consultation"."station" = ANY(:under))
        ORDER BY "consultation"."held_on", "consultation"."id" LIMIT {MOST + 1}) AS "listed"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "listed"."station"
    ORDER BY "listed"."held_on", "listed"."begins", "listed"."id"
"""  # noqa: S608
# As app/activities/pages.py lets one see them.
MY_ACTIVITIES = """("activity"."account" = :me OR EXISTS (
        SELECT FROM "activity_member" WHERE "activity_member"."county" = $1
          AND "activity_member"."activity" = "activity"."id"
          AND "activity_member"."member" = :member))"""
SEEN_ACTIVITIES = f'({MY_ACTIVITIES} OR "activity"."station" IN {under(":kept")})'
ACTIVITIES = f"""
    SELECT "listed"."id", "listed"."title", "listed"."happened_on" AS day, "listed"."state",
           "station"."name" AS station_name
    FROM (
        SELECT "activity".* FROM "activity"
        WHERE "activity"."county" = $1 AND "activity"."happened_on" BETWEEN :first AND :last
          AND "activity"."state" <> 'refused' AND {{seen}}
          AND (:under::bigint[] IS NULL OR "activity"."station" = ANY(:under))
        ORDER BY "activity"."happened_on", "activity"."id" LIMIT {MOST + 1}) AS "listed"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "listed"."station"
    ORDER BY "listed"."happened_on", "listed"."id"
"""  # noqa: S608


class Sitting(TypedDict):
    id: int
    topic: int
    title: str
    day: date
    begins: str
    place: str
    state: str
    station_name: str


class Done(TypedDict):
    """An activity."""

    id: int
    title: str
    day: date
    state: str
    station_name: str


class Found(TypedDict):
    """`more`: there are others, which are not shown."""

    sittings: list[Sitting]
    activities: list[Done]
    more: bool


async def between(
    me: Account, first: date, last: date, *, station: int | None, mine: bool
) -> Found:
    """Within the caller's transaction."""
    days = {"first": first, "last": last}
    places = None if station is None else await below(station)
    sittings = await rows(
        SITTINGS.format(opens=opens_to(me), mine=MY_SITTINGS if mine else "true"),
        of=Sitting,
        under=places,
        member=me.member,
        departments=me.departments,
        keepers=KEEPS_SITTINGS,
        **days,
        **reader(me),
    )
    activities: list[Done] = []
    if me.may(Act.ACTIVITY):
        everywhere = not mine and (me.may(Act.MARK) or None in kept(me))
        activities = await rows(
            ACTIVITIES.format(
                seen="true" if everywhere else MY_ACTIVITIES if mine else SEEN_ACTIVITIES
            ),
            of=Done,
            under=places,
            me=me.id,
            member=me.member,
            kept=[each for each in kept(me) if each is not None],
            **days,
        )
    shown = await as_read(me, sittings[:MOST], "title", "place")
    more = len(sittings) > MOST or len(activities) > MOST
    return Found(sittings=shown, activities=activities[:MOST], more=more)


def kept(me: Account) -> list[int | None]:
    """Stations that one keeps; None: all. Pure."""
    return [grant.station for grant in me.grants if grant.role in KEEPERS]
