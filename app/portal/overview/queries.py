"""What the overview counts, and the list behind each figure: from the same statement. Costs grow
with stations and with what is overdue, of which the oldest are looked at, and not with records.
"""

from collections.abc import Sequence
from datetime import date
from typing import NotRequired, TypedDict, TypeVar

from app.access.holding import APPOINTED, AT, HANDS
from app.access.roles import Role
from app.charter.stages import ENDED, Stage
from app.dates import today
from app.db import row, rows
from app.ledger.figures import ACTIVE, QUARTERLY, Count, counts
from app.ledger.kinds import Kind
from app.outcomes.commitments import SHOWN
from app.portal.overview import rules
from app.portal.under_way import LATE, PAGE, Waiting, by_ring, counted, listing, terms, told
from app.portal.unheld import AFTER, MOST

OPEN_STAGES = [stage for stage in Stage if stage not in ENDED]
AT_STAGE = """
    SELECT "topic"."id" FROM "topic" WHERE "topic"."county" = $1 AND "topic"."stage" = {stage}
"""
STAGES = f"""
    SELECT its.stage, {counted(AT_STAGE.format(stage="its.stage"))} AS n
    FROM unnest(:stages::text[]) AS its (stage)
"""  # noqa: S608
STAGE_LIST = listing("", f"{AT_STAGE.format(stage=':stage')} {AFTER}")

# Each is one holder's: of the roles that have it in fact, at the station next above it where any of
# them is held; none: of the whole county.
HELD_LATE = f"""
    WITH "late" AS MATERIALIZED (
        SELECT * FROM ({by_ring(LATE, MOST + 1)}) AS any_of
        ORDER BY "ring_since", "id" LIMIT {MOST + 1}),
    "holding" AS MATERIALIZED (
        SELECT "topic"."id", "topic"."ring_since", hands.vacant,
               array_to_string(ARRAY(SELECT unnest(hands.roles) ORDER BY 1), ',') AS roles,
               (SELECT "appointment"."station" {AT} AND "appointment"."role" = ANY(hands.roles)
                ORDER BY array_position("station"."lineage", "appointment"."station") DESC
                LIMIT 1) AS place
        FROM "late"
        JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "late"."id"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
        {HANDS})
"""  # noqa: S608
HOLDERS = f"""
    {HELD_LATE}
    SELECT found.*, "station"."name" AS place_name FROM (
        SELECT roles, place, count(*) AS n, min("ring_since") AS since FROM "holding"
        GROUP BY 1, 2) AS found
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = found.place
    ORDER BY n DESC, since, roles, place
"""  # noqa: S608
LATE_LIST = listing(
    HELD_LATE,
    f"""SELECT "id" FROM "holding" WHERE roles = :roles
        AND place IS NOT DISTINCT FROM :place::bigint {AFTER}""",  # noqa: S608
)
OWED_LATE = f"""
    SELECT "department"."id", "department"."name", "department"."phone", late.n, late.since
    FROM "department" CROSS JOIN LATERAL (
        SELECT count(*) AS n, min("due_on") AS since FROM (
            SELECT "commitment"."due_on" FROM "commitment"
            WHERE "commitment"."county" = $1
              AND "commitment"."department" = "department"."id" AND {SHOWN["late"]}
            ORDER BY "commitment"."due_on" LIMIT {MOST + 1}) AS first) AS late
    WHERE "department"."county" = $1 AND late.n > 0
    ORDER BY late.n DESC, late.since, "department"."id"
"""  # noqa: S608
# Whom to call about it: the first few.
WHO = 4
OF_ROLE = f"""SELECT "appointment"."account" AS id {APPOINTED}
    AND "appointment"."role" = ANY(string_to_array(asked.roles, ','))"""
# Each by the index of what is asked for.
CALLED = f"""
    SELECT asked.nth, who."name", who."phone"
    FROM unnest(:roles::text[], :places::bigint[], :departments::bigint[])
        WITH ORDINALITY AS asked (roles, place, department, nth)
    CROSS JOIN LATERAL (
        SELECT "account"."id", "account"."name", "account"."phone" FROM (
            {OF_ROLE} AND "appointment"."department" = asked.department
            UNION
            {OF_ROLE} AND asked.department IS NULL AND "appointment"."station" = asked.place
            UNION
            {OF_ROLE} AND asked.department IS NULL AND asked.place IS NULL
                AND "appointment"."station" IS NULL) AS one
        CROSS JOIN LATERAL (
            SELECT "account".* FROM "account"
            WHERE "account"."county" = $1 AND "account"."id" = one.id LIMIT 1) AS "account"
        ORDER BY "account"."id" LIMIT {WHO}) AS who
    ORDER BY asked.nth, who."id"
"""  # noqa: S608

OPEN_THEN = """"station"."county" = $1 AND "station"."opened_on" <= :until
      AND ("station"."closed_on" IS NULL OR "station"."closed_on" > :until)"""
QUIET = f"""{OPEN_THEN} AND "station"."id" <> ALL(:active::bigint[])"""
QUIET_COUNT = f"""
    SELECT count(*) AS whole, count(*) FILTER (WHERE "station"."id" <> ALL(:active::bigint[])) AS n
    FROM "station" WHERE {OPEN_THEN}
"""  # noqa: S608
QUIET_LIST = f"""
    SELECT "station"."id", "station"."name", "station"."level",
           (SELECT above."name" FROM "station" AS above
            WHERE above."county" = $1 AND above."id" = "station"."parent") AS above_name
    FROM "station" WHERE {QUIET}
      AND (:after::bigint IS NULL OR ("station"."division", "station"."by_pinyin", "station"."id") >
           (SELECT seen."division", seen."by_pinyin", seen."id" FROM "station" AS seen
            WHERE seen."county" = $1 AND seen."id" = :after))
    ORDER BY "station"."division", "station"."by_pinyin", "station"."id" LIMIT {PAGE + 1}
"""  # noqa: S608


class AtStage(TypedDict):
    stage: str
    n: int


class Called(TypedDict):
    nth: int
    name: str
    phone: str


class LateAt(TypedDict):
    """So many, the oldest from when, and the first few of those whose they are."""

    n: int
    since: date
    who: NotRequired[list[Called]]


class Holder(LateAt):
    """Of overdue matters. `roles`: joined by commas; none: nobody has it."""

    roles: str
    place: int | None
    place_name: str | None


class OwingLate(LateAt):
    """A department, of what it owes."""

    id: int
    name: str
    phone: str
    told: NotRequired[str]


Late = TypeVar("Late", Holder, OwingLate)


class Quiet(TypedDict):
    """How many stations there were, and in how many of them nothing happened."""

    whole: int
    n: int


class QuietOne(TypedDict):
    id: int
    name: str
    level: str
    above_name: str | None


async def quarterly(this: date, last: date) -> list[Count]:
    """Within the caller's transaction, as all here: the counts of both quarters."""
    kinds = list(dict.fromkeys([*QUARTERLY, *ACTIVE, Kind.RATING_GIVEN]))
    return await counts(["quarter", "rated", "active"], kinds, spans=[this, last])


async def stages() -> list[AtStage]:
    return await rows(STAGES, of=AtStage, stages=[str(stage) for stage in OPEN_STAGES])


async def at_stage(stage: Stage, after: tuple[date, int] | None) -> list[Waiting]:
    day, topic = after or (date.min, 0)
    return await rows(STAGE_LIST, of=Waiting, stage=str(stage), day=day, topic=topic)


async def holders() -> list[Holder]:
    found = await rows(HOLDERS, of=Holder, **(await terms()))
    return await with_who(found, [(each["roles"], each["place"], None) for each in found])


async def late_of(roles: str, place: int | None, after: tuple[date, int] | None) -> list[Waiting]:
    day, topic = after or (date.min, 0)
    asked = {"roles": roles, "place": place, "day": day, "topic": topic}
    return await rows(LATE_LIST, of=Waiting, **asked, **(await terms()))


async def owing_late() -> list[OwingLate]:
    found = await rows(OWED_LATE, of=OwingLate, today=today())
    for each in found:
        each["told"] = told(each["n"])
    return await with_who(found, [(str(Role.DEPARTMENT), None, each["id"]) for each in found])


async def with_who(
    found: list[Late], of: Sequence[tuple[str, int | None, int | None]]
) -> list[Late]:
    """`of`: of each its roles, place and department."""
    if not found:
        return []
    roles, places, departments = map(list, zip(*of, strict=True))
    who = await rows(CALLED, of=Called, roles=roles, places=places, departments=departments)
    for nth, each in enumerate(found, start=1):
        each["who"] = [one for one in who if one["nth"] == nth]
    return found


async def quiet(found: Sequence[Count], quarter: date) -> Quiet:
    which = {"active": rules.active(found, quarter), "until": until(quarter)}
    return await row(QUIET_COUNT, of=Quiet, **which) or Quiet(whole=0, n=0)


async def quiet_ones(quarter: date, after: int | None) -> list[QuietOne]:
    found = await counts(["active"], list(ACTIVE), spans=[quarter])
    active = rules.active(found, quarter)
    return await rows(QUIET_LIST, of=QuietOne, active=active, until=until(quarter), after=after)


def until(quarter: date) -> date:
    """A quarter that goes on is looked at as of today."""
    return min(rules.last_day(quarter), today())
