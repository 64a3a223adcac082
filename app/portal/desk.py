"""My desk: what waits for me, oldest first, each with the one button that moves it on."""

from datetime import date, timedelta
from typing import Any

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import MAY, Account, Act, Role, may
from app.charter import store
from app.dates import today
from app.db import county_tx, rows
from app.outcomes.queries import with_light
from app.stations import lacking
from app.topics.queries import with_ring
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
SOON = timedelta(days=30)

# `mine` in them: a row per role I hold, with the station it is limited to (null: everywhere).

TOPICS = """
    WITH mine (role, station) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."raised_on",
           "station"."name" AS station_name
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1
      AND "topic"."held_by" <> '{}'
      AND EXISTS (SELECT FROM mine WHERE mine.role = ANY("topic"."held_by")
                  AND (mine.station IS NULL OR mine.station = ANY("station"."lineage")))
      AND ("topic"."ring_since", "topic"."id") > ($4, $5)
    ORDER BY "topic"."ring_since", "topic"."id" LIMIT 51
"""

OWED = """
    SELECT "commitment"."id", "commitment"."task", "commitment"."due_on", "commitment"."done_on",
           "department"."name" AS department_name, "topic"."title"
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    WHERE "commitment"."county" = $1 AND "commitment"."done_on" IS NULL
      AND "commitment"."department" = ANY($2::bigint[])
    ORDER BY "commitment"."due_on", "commitment"."id" LIMIT 50
"""

TO_VERIFY = """
    WITH mine (role, station) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))
    SELECT "commitment"."id", "commitment"."task", "commitment"."due_on", "commitment"."done_on",
           "department"."name" AS department_name, "topic"."title"
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1
      AND "commitment"."done_on" IS NOT NULL AND "commitment"."verified_on" IS NULL
      AND EXISTS (SELECT FROM mine WHERE mine.role = ANY($4::text[])
                  AND (mine.station IS NULL OR mine.station = ANY("station"."lineage")))
    ORDER BY "commitment"."done_on", "commitment"."id" LIMIT 50
"""

SITTINGS = """
    WITH mine (role, station) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))
    SELECT "consultation"."id", "consultation"."title", "consultation"."held_on",
           "consultation"."begins", "consultation"."place", "station"."name" AS station_name,
           "participant"."state" AS my_state
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    LEFT JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id" AND "participant"."member" = $4
    WHERE "consultation"."county" = $1 AND "consultation"."state" = 'planned'
      AND "consultation"."held_on" <= $5
      AND ("participant"."id" IS NOT NULL
           OR EXISTS (SELECT FROM mine WHERE mine.role = ANY($6::text[])
                      AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))))
    ORDER BY "consultation"."held_on", "consultation"."id" LIMIT 50
"""

RAISED = """
    SELECT "id", "title", "stage", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "raiser" = $2
      AND ("stage" = 'answered' OR ("stage" = 'raised' AND "ring" = 0))
    ORDER BY "id" LIMIT 50
"""

KEEPS_SITTINGS = [str(role) for role in MAY[Act.CONSULT] - {Role.OFFICE}]
VERIFIES = [str(role) for role in MAY[Act.VERIFY]]


@get("/desk", guards=[may(Act.DESK)])
async def desk(request: AnyRequest, after: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        context = await waiting(me := user_of(request), after)
        if me.may(Act.MARK):
            counts = await lacking.totals(charter_of(request), me)
            context["standards"] = counts["items"]
    return Template("portal/desk.html", context=context)


async def waiting(me: Account, after: str = "") -> dict[str, Any]:
    """`after`: where the page before ended, as `next_page` says."""
    roles = [str(grant.role) for grant in me.grants]
    stations = [grant.station for grant in me.grants]
    since, last = where(after)
    topics = await rows(TOPICS, roles, stations, since, last)
    charters = await store.versions({each["charter"] for each in topics})
    owed = await rows(OWED, me.departments) if me.departments else []
    to_verify = await rows(TO_VERIFY, roles, stations, VERIFIES) if me.may(Act.VERIFY) else []
    sits = me.member or me.may(Act.CONSULT)
    until = today() + SOON
    sittings = (
        await rows(SITTINGS, roles, stations, me.member, until, KEEPS_SITTINGS) if sits else []
    )
    return {
        "topics": [with_ring(dict(each), charters[each["charter"]]) for each in topics[:PAGE]],
        "next_page": place(topics[PAGE - 1]) if len(topics) > PAGE else None,
        "owed": [with_light(each) for each in owed],
        "to_verify": [with_light(each) for each in to_verify],
        "sittings": sittings,
        "raised": await rows(RAISED, me.id),
        "standards": 0,  # items that wait for a verification
        "today": today(),
    }


def place(topic: Any) -> str:
    return f"{topic['ring_since'].toordinal()}-{topic['id']}"


def where(after: str) -> tuple[date, int]:
    day, _hyphen, topic = after.partition("-")
    if day.isdecimal() and topic.isdecimal() and len(day) < 8 and len(topic) < 19:
        return date.fromordinal(max(1, min(int(day), 3_000_000))), int(topic)
    return date.min, 0
