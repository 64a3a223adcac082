"""All that waits in the county, for its office: with nobody who may do it, overdue, due soon,
longest; asking for it (催办); and the roles that nobody holds.
"""

from datetime import date
from typing import TypedDict

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app import ledger
from app.access.holding import HANDS, UNVERIFIED
from app.access.roles import Act, may
from app.charter import store
from app.charter.stages import ENDED_STAGES
from app.dates import today
from app.db import county_tx, row, rows
from app.i18n import _
from app.ledger import Kind
from app.lights import since
from app.topics import transitions
from app.topics.entries import about
from app.topics.hands import check_nudge, in_hand
from app.topics.queries import with_ring
from app.topics.tables import AtRing, Topic
from app.topics.vacancies import vacancies
from app.web.forms.fields import place, place_in
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
HERE = "/desk/county"
LISTS = {
    "unheld": _("没有人担任"),
    "late": _("已逾期"),
    "soon": _("临期"),
    "all": _("等得最久的"),
}

# Of each ring under way that has a limit: what stands there since when is overdue, or due soon.
RINGS = f"""
    SELECT DISTINCT "charter", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" NOT IN {ENDED_STAGES}
"""  # noqa: S608
WAITING = f"""
    FROM "topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    {HANDS}
    LEFT JOIN unnest(:charters::bigint[], :rings::int[], :late::date[], :soon::date[])
        AS term (charter, ring, late, soon)
      ON term.charter = "topic"."charter" AND term.ring = "topic"."ring"
     AND "topic"."stage" NOT IN {ENDED_STAGES}
    CROSS JOIN LATERAL (
        SELECT hands.vacant OR {UNVERIFIED} AS unheld,
               coalesce("topic"."ring_since" <= term.late, false) AS late,
               coalesce("topic"."ring_since" <= term.soon, false) AS passing) AS is_
    WHERE "topic"."county" = $1
      AND ("topic"."stage" NOT IN {ENDED_STAGES} OR "topic"."held_by" <> '{{}}')
"""
COUNTS = f"""
    SELECT count(*) FILTER (WHERE is_.unheld) AS unheld, count(*) FILTER (WHERE is_.late) AS late,
           count(*) FILTER (WHERE is_.passing AND NOT is_.late) AS soon, count(*) AS "all"
    {WAITING}
"""
LIST = f"""
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."nudged_on", "topic"."held_by",
           hands.roles, hands.vacant, hands.own, {UNVERIFIED} AS unverified,
           "station"."name" AS station_name
    {WAITING}
      AND CASE :shown WHEN 'unheld' THEN is_.unheld WHEN 'late' THEN is_.late
               WHEN 'soon' THEN is_.passing AND NOT is_.late ELSE true END
      AND ("topic"."ring_since", "topic"."id") > (:day::date, :topic::bigint)
    ORDER BY "topic"."ring_since", "topic"."id" LIMIT 51
"""


class Counts(TypedDict):
    unheld: int
    late: int
    soon: int
    all: int


class Under(TypedDict):
    charter: int
    ring: int


class Waiting(AtRing):
    """`roles`: who has it in fact. `vacant`, `own`: as `Hands`. `unverified`: something of it was
    done, and nobody is left who may verify it.
    """

    id: int
    title: str
    charter: int
    nudged_on: date | None
    held_by: list[str]
    roles: list[str]
    vacant: bool
    own: bool
    unverified: bool
    station_name: str


class Terms(TypedDict):
    charters: list[int]
    rings: list[int]
    late: list[date]
    soon: list[date]


async def terms() -> Terms:
    under = await rows(RINGS, of=Under)
    charters = await store.versions({each["charter"] for each in under})
    found = Terms(charters=[], rings=[], late=[], soon=[])
    for each in under:
        ring = charters[each["charter"]].rings[each["ring"]]
        if ring.days is not None:
            late, soon = since(ring.days, today())
            found["charters"].append(each["charter"])
            found["rings"].append(each["ring"])
            found["late"].append(late)
            found["soon"].append(soon)
    return found


async def counts() -> Counts:
    """Within the caller's transaction; the figures of the lists, from the same statement."""
    found = await row(COUNTS, of=Counts, **(await terms()))
    return found or Counts(unheld=0, late=0, soon=0, all=0)


@get("/desk/county", guards=[may(Act.NUDGE)])
async def waiting(shown: FromQuery[str] = "", after: FromQuery[str] = "") -> Template:
    chosen = shown if shown in LISTS else "all"
    day, topic = place_in(after) or (date.min, 0)
    async with county_tx(readonly=True):
        found = await rows(LIST, of=Waiting, shown=chosen, day=day, topic=topic, **(await terms()))
        charters = await store.versions({each["charter"] for each in found})
        context = {
            "topics": [with_ring(each, charters[each["charter"]]) for each in found[:PAGE]],
            "next_page": place(found[PAGE - 1]["ring_since"], found[PAGE - 1]["id"])
            if len(found) > PAGE
            else None,
            "counts": await counts(),
            "lists": LISTS,
            "shown": chosen,
            "today": today(),
        }
    return Template("portal/county.html", context=context)


@change("/desk/county/{topic_id:int}/nudge", may(Act.NUDGE), page=HERE)
async def nudge(request: AnyRequest, form: Fields, topic_id: int) -> Done:  # noqa: ARG001
    """Whoever has it sees it on their desk and on the matter's page; the ledger keeps it."""
    topic = await transitions.load(topic_id, lock=True)
    check_nudge(in_hand(topic), topic["nudged_on"], today())
    await Topic.update({Topic.nudged_on: today()}).where(Topic.id == topic_id)
    await ledger.post(about(topic, Kind.TOPIC_NUDGED, actor=user_of(request).id))
    return Done(HERE, sentence(_("已催办，经办人的工作台上可以看到。")))


@get("/desk/vacancies", guards=[may(Act.NUDGE)])
async def unheld(request: AnyRequest, after: FromQuery[int] = 0) -> Template:
    async with county_tx(readonly=True):
        found = await vacancies(charter_of(request).rings)
    first = max(0, min(after, len(found)))
    context = {
        "vacancies": found[first : first + PAGE],
        "total": len(found),
        "next_page": first + PAGE if len(found) > first + PAGE else None,
    }
    return Template("portal/vacancies.html", context=context)


handlers = [waiting, nudge, unheld]
