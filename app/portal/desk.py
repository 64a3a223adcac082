"""My desk, a dashboard: what waits for me, oldest first, each with the button that moves it on."""

from datetime import date, timedelta
from typing import Any

from litestar import get
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.access.holding import (
    ANSWERED_BY_ANYBODY,
    ANSWERED_BY_OTHERS,
    HANDS,
    VERIFIED_BY_OTHERS,
    ToMark,
)
from app.access.parties import own_appeal, own_commitment, own_topic, rates_own, there_is
from app.access.roles import MAY, Account, Act, Role, may
from app.activities.waiting import figures
from app.charter import store
from app.charter.model import Charter
from app.consultations import unsaved
from app.dates import today
from app.db import county_tx, rows
from app.outcomes.queries import Owing, with_light
from app.outcomes.tables import REOPENED, STANDS
from app.persons import wishes
from app.persons.retention import begins_on
from app.persons.rules import WANTS
from app.portal import first_day, under_way
from app.scoring.assessment import waiting as marks
from app.stations import standing
from app.stations.queries import under
from app.topics.queries import with_ring
from app.topics.tables import AtRing
from app.web.forms.fields import place, place_asked
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
SOON = timedelta(days=30)
FEW = 5  # of persons' wishes; the figure above leads to all

# `mine` in them: a row per role I hold, with the station it is limited to (null: everywhere). Each
# is read as far as `limited` says.

# Whether it may be mine is asked first of what is written in the row: then whose it is in fact.
# `falls`: to the office and leadership falls what nobody else may take.
PERHAPS_MINE = f"""(:falls
        OR "topic"."held_by" && :roles::text[] OR "topic"."instead" && :roles::text[])
    AND (:everywhere OR "topic"."station" IN {under(":stations")})"""
IS_MINE = there_is(
    """FROM mine WHERE mine.role = ANY(hands.roles)
        AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))"""
)
TOPICS = f"""
    WITH mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[]))
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."raised_on", "topic"."nudged_on",
           "topic"."held_by", hands.vacant, hands.own, "station"."name" AS station_name
    FROM (
        SELECT "topic".* FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{{}}'
          AND ("topic"."ring_since", "topic"."id") > (:day::date, :topic::bigint)
          AND {PERHAPS_MINE}
        ORDER BY "topic"."ring_since", "topic"."id" OFFSET 0
    ) AS "topic" CROSS JOIN LATERAL (
        SELECT "station"."name", "station"."lineage" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "topic"."station" OFFSET 0) AS "station"
    {HANDS}
    WHERE NOT {own_topic(":me")}
      AND {IS_MINE}
    ORDER BY "topic"."ring_since", "topic"."id"
"""  # noqa: S608

OWED = f"""
    SELECT "commitment"."id", "commitment"."task", "commitment"."due_on", "commitment"."done_on",
           "department"."name" AS department_name, "topic"."title",
           EXISTS (SELECT FROM "passage"
                   WHERE "passage"."county" = $1 AND "passage"."topic" = "commitment"."topic"
                     AND {REOPENED}
                     AND "passage"."id" < "commitment"."id") AS again
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    WHERE "commitment"."county" = $1 AND "commitment"."done_on" IS NULL
      AND "commitment"."department" = ANY($2::bigint[]) AND {STANDS}
    ORDER BY "commitment"."due_on", "commitment"."id"
"""  # noqa: S608

TO_VERIFY = f"""
    WITH mine (role, station) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))
    SELECT "commitment"."id", "commitment"."task", "commitment"."due_on", "commitment"."done_on",
           "department"."name" AS department_name, "topic"."title", false AS again
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1
      AND "commitment"."done_on" IS NOT NULL AND "commitment"."verified_on" IS NULL
      AND EXISTS (SELECT FROM mine WHERE mine.role = ANY($4::text[])
                  AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))
                  AND (mine.role <> 'leadership' OR NOT {VERIFIED_BY_OTHERS}))
      AND NOT {own_commitment("$5")}
      AND {STANDS}
    ORDER BY "commitment"."done_on", "commitment"."id"
"""  # noqa: S608

SITTINGS = """
    WITH mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[]))
    SELECT "consultation"."id", "consultation"."title", "consultation"."held_on",
           "consultation"."begins", "consultation"."place", "station"."name" AS station_name,
           "participant"."state" AS my_state, kept.keeps
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    LEFT JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id" AND "participant"."member" = :member
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM mine WHERE mine.role = ANY(:keepers::text[])
                       AND (mine.station IS NULL OR mine.station = ANY("station"."lineage")))
            AS keeps) AS kept
    WHERE "consultation"."county" = $1 AND "consultation"."state" = 'planned'
      AND "consultation"."held_on" <= :until
      AND ("participant"."id" IS NOT NULL OR kept.keeps)
    ORDER BY "consultation"."held_on", "consultation"."id"
"""

# Of scores, in the days of the public notice: they are approved when all are answered. The office
# also sees those that nobody may answer.
APPEALS = f"""
    SELECT "appeal"."id", "appeal"."assessment", "appeal"."text", "appeal"."raised_at",
           "assessment"."sheet", by_.nobody
    FROM "appeal"
    CROSS JOIN LATERAL (SELECT NOT {ANSWERED_BY_ANYBODY} AS nobody,
        NOT {own_appeal(":me")} AND (:first OR NOT {ANSWERED_BY_OTHERS}) AS mine) AS by_
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "appeal"."assessment"
    WHERE "appeal"."county" = $1 AND "appeal"."answered_at" IS NULL
      AND "assessment"."withdrawn_at" IS NULL
      AND (by_.mine OR by_.nobody AND :first)
    ORDER BY "appeal"."id"
"""  # noqa: S608

# What waits for who raised it: more words; or a rating (as `to_rate` in app/outcomes/rules.py),
# unless they carried it out themselves. Each by an index of its own (migration 0037).
RAISED = f"""
    SELECT "id", "title", "stage", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "raiser" = $2 AND "stage" = 'raised' AND "ring" = 0
    UNION ALL
    SELECT "id", "title", "stage", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "raiser" = $2 AND "unrated"
      AND "stage" IN ('answered', 'closed', 'settled') AND NOT {rates_own("$2")}
    ORDER BY "id"
"""  # noqa: S608


class HeldTopic(AtRing):
    id: int
    title: str
    charter: int
    raised_on: date
    nudged_on: date | None
    held_by: list[str]
    vacant: bool
    own: bool
    station_name: str


class OwedOne(Owing):
    """`title`: the topic's. `again`: what was done before has not solved it."""

    id: int
    task: str
    department_name: str
    title: str
    again: bool


KEEPS_SITTINGS = [str(role) for role in MAY[Act.CONSULT] - {Role.OFFICE}]
VERIFIES = [str(role) for role in MAY[Act.VERIFY]]


@get("/desk", guards=[may(Act.DESK)])
async def desk(request: AnyRequest, after: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        context = await waiting(me := user_of(request), after)
        sheets = charter_of(request).scoring.sheets
        context["sheets"] = {each.key: each.name for each in sheets}
        if me.may(Act.MARK):
            context["standards"] = await standing.items_waiting(charter_of(request), me)
        context["unsaved"] = await unsaved.waiting(me.id)
        context["first_day"] = await first_day.on_desk() if me.may(Act.CHARTER) else []
        context["counts"] = await under_way.counts() if me.may(Act.NUDGE) else None
    return Template("portal/desk.html", context=context)


@get("/desk/next", guards=[may(Act.DESK)])
async def next_task(request: AnyRequest) -> Redirect:
    """To what waits longest of the first kind on the desk that has something for now."""
    async with county_tx(readonly=True):
        path = await first_waiting(user_of(request), charter_of(request))
    return Redirect(f"{request.scope['root_path']}{path}", status_code=302)


async def first_waiting(me: Account, charter: Charter) -> str:
    """A sitting waits for whoever records it from its day on, and on its day for its members."""
    if found := await raised_by(me, 1):
        return f"/topics/{found[0]['id']}"
    for each in await sittings_of(me, today()):
        if each["keeps"] or (each["my_state"] == "invited" and each["held_on"] == today()):
            return f"/consultations/{each['id']}"
    if found := await topics_of(me, "", 1):
        return f"/topics/{found[0]['id']}"
    if found := await owed_by(me, 1) or await to_verify_by(me, 1):
        return f"/commitments/{found[0]['id']}"
    return await to_mark(me, charter) or await of_office(me) or "/desk"


async def to_mark(me: Account, charter: Charter) -> str:
    if not me.may(Act.MARK):
        return ""
    if (await standing.items_waiting(charter, me))["mine"]:
        return "/stations/standards?only=mine"
    if claimed := [each for each in await marks.claimed(me) if each["mine"]]:
        return f"/assessments/{claimed[0]['id']}?only=mine"
    return "/activities?only=mine" if (await figures(me))["mine"] else ""


async def of_office(me: Account) -> str:
    if me.may(Act.WISHES) and (wish := await wishes.waiting(1)):
        return f"/wishes/{wish[0]['id']}"
    if appeals := await appeals_for(me, 1):
        return f"/assessments/{appeals[0]['assessment']}/answers/{appeals[0]['id']}"
    if sheets := [each for each in await marks.to_approve(me) if not each["nobody"]]:
        return f"/assessments/{sheets[0]['id']}"
    return ""


async def waiting(me: Account, after: str = "") -> dict[str, Any]:
    """`after`: where the page before ended, as `next_page` says."""
    topics = await topics_of(me, after, PAGE + 1)
    charters = await store.versions({each["charter"] for each in topics})
    return {
        "topics": [with_ring(each, charters[each["charter"]]) for each in topics[:PAGE]],
        "next_page": place(topics[PAGE - 1]["ring_since"], topics[PAGE - 1]["id"])
        if len(topics) > PAGE
        else None,
        "owed": [with_light(each) for each in await owed_by(me)],
        "to_verify": [with_light(each) for each in await to_verify_by(me)],
        "sittings": await sittings_of(me, today() + SOON),
        "activities": await figures(me),  # that wait for a verification
        "appeals": await appeals_for(me, PAGE),
        "raised": await raised_by(me),
        "wishes": await wishes.waiting(FEW) if me.may(Act.WISHES) else None,
        "erases_from": await begins_on() if me.may(Act.WISHES) else None,
        "wishes_waiting": await wishes.how_many_wait() if me.may(Act.WISHES) else 0,
        "WANTS": WANTS,
        "first_day": [],
        "counts": None,  # of all that waits in the county, for its office
        "COUNTY_LISTS": under_way.LISTS,
        "standards": ToMark(mine=0, nobody=0),  # items that wait for a verification
        "to_approve": await marks.to_approve(me),
        "marks": await marks.claimed(me),  # likewise, by assessment
        "today": today(),
    }


def limited(sql: str, most: int | None) -> str:
    """How many are read stands in the statement: of a value the planner would not know that few
    are, and sort them all. None: all of them.
    """
    return sql if most is None else f"{sql} LIMIT {most:d}"


async def topics_of(me: Account, after: str, most: int) -> list[HeldTopic]:
    roles, stations = mine(me)
    day, topic = place_asked(after) or (date.min, 0)
    return await rows(
        limited(TOPICS, most),
        roles=roles,
        stations=stations,
        falls=not {Role.OFFICE, Role.LEADERSHIP}.isdisjoint(grant.role for grant in me.grants),
        everywhere=None in stations,
        day=day,
        topic=topic,
        me=me.id,
        of=HeldTopic,
    )


async def owed_by(me: Account, most: int | None = None) -> list[OwedOne]:
    return await rows(limited(OWED, most), me.departments, of=OwedOne) if me.departments else []


async def to_verify_by(me: Account, most: int | None = None) -> list[OwedOne]:
    if not me.may(Act.VERIFY):
        return []
    return await rows(limited(TO_VERIFY, most), *mine(me), VERIFIES, me.id, of=OwedOne)


async def appeals_for(me: Account, most: int) -> list[Any]:
    if not me.may(Act.ANSWER_APPEAL):
        return []
    first = me.comes_first(Act.ANSWER_APPEAL)
    return await rows(limited(APPEALS, most), me=me.id, first=first)


async def sittings_of(me: Account, until: date) -> list[Any]:
    if not (me.member or me.may(Act.CONSULT)):
        return []
    roles, stations = mine(me)
    return await rows(
        SITTINGS,
        roles=roles,
        stations=stations,
        member=me.member,
        until=until,
        keepers=KEEPS_SITTINGS,
    )


async def raised_by(me: Account, most: int | None = None) -> list[Any]:
    return await rows(limited(RAISED, most), me.id)


def mine(me: Account) -> tuple[list[str], list[int | None]]:
    return [str(grant.role) for grant in me.grants], [grant.station for grant in me.grants]
