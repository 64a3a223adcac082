"""Who holds which role at a station: appointed there, above it, or everywhere; and whether somebody
is left who is no party to what is judged. As SQL.

The fragments stand in statements that join `station`, and what is judged.
"""

from collections.abc import Callable, Collection
from typing import TypedDict

from app.access.parties import (
    JUDGES_NOTHING,
    own_appeal,
    own_commitment,
    own_topic,
    there_is,
)
from app.access.roles import LAST, MAY, Act, Role
from app.i18n import _

# The account is looked up for each appointment, and not joined: where the planner takes a county
# for a single row, it would be found among all accounts of its provider.
APPOINTED = """
    FROM "appointment" WHERE "appointment"."county" = $1 AND "appointment"."ended_at" IS NULL
     AND coalesce((
        SELECT "provider"."enabled" FROM "account" JOIN "provider" ON "provider"."county" = $1
         AND "provider"."id" = "account"."provider"
        WHERE "account"."county" = $1 AND "account"."id" = "appointment"."account"
          AND "account"."disabled_at" IS NULL), false)
"""
# At the station, above it, or everywhere: asked one after the other, each by the index of roles at
# stations.
AT = f'{APPOINTED} AND "appointment"."station" = ANY("station"."lineage")'
EVERYWHERE = f'{APPOINTED} AND "appointment"."station" IS NULL'
HERE = (AT, EVERYWHERE)
WHO = '"appointment"."account"'


def sql_array(roles: Collection[Role]) -> str:
    return "ARRAY[{}]".format(", ".join(f"'{role}'" for role in sorted(roles)))


def somebody(roles: Collection[Role], own: str, where: Collection[str] = HERE) -> str:
    """Whether one of these roles is held by who is no party to it. `own`: asked of WHO."""
    return held(sql_array(roles), own, where)


def held(roles: str, own: str, where: Collection[str] = HERE) -> str:
    """At the station nobody is looked for where the kept roles say that there is nobody."""
    found = " OR ".join(
        there_is(f'{each} AND "appointment"."role" = ANY({roles}) AND NOT {own}') for each in where
    )
    return f"({at_all(roles)} AND ({found}))" if where == HERE else f"({found})"


def at_all(roles: str) -> str:
    """Whether one of these roles is held at the station, there, above it or everywhere: kept there
    by whatever changes it (0064_held.sql).
    """
    return f'{roles} && "station"."held"'


def taken(roles: str) -> str:
    """Whether the step that the topic waits for may be taken by one of these roles. Most steps
    judge nothing, so that nobody can be a party.
    """
    return f"({at_all(roles)} AND ({JUDGES_NOTHING} OR {held(roles, OWN)}))"


def of_these(roles: str) -> str:
    """Those of the roles by which it may be taken; each is asked for as in `taken`."""
    one = " OR ".join(
        there_is(f'{each} AND "appointment"."role" = "one"."role" AND NOT {OWN}') for each in HERE
    )
    return f"""ARRAY(SELECT "one"."role" FROM unnest({roles}) AS "one" (role)
        WHERE "one"."role" = ANY("station"."held") AND ({JUDGES_NOTHING} OR {one}))"""  # noqa: S608


OWN = own_topic(WHO)
# Who holds it at all, and who of them may take the step: what `hands` asks for.
HELD_AT_ALL = '"station"."held"'
HELD_HERE = "CASE WHEN {} THEN {} ELSE ARRAY({}) END".format(
    JUDGES_NOTHING,
    HELD_AT_ALL,
    " UNION ".join(f'SELECT "appointment"."role" {each} AND NOT {OWN}' for each in HERE),
)

VERIFIED_BY_OTHERS = somebody(MAY[Act.VERIFY] - LAST, own_commitment(WHO))
VERIFIED_BY_ANYBODY = somebody(MAY[Act.VERIFY], own_commitment(WHO))
ANSWERED_BY_OTHERS = somebody(MAY[Act.ANSWER_APPEAL] - LAST, own_appeal(WHO), [APPOINTED])
ANSWERED_BY_ANYBODY = somebody(MAY[Act.ANSWER_APPEAL], own_appeal(WHO), [APPOINTED])


def spoken_for(department: str) -> str:
    """Somebody has an account that speaks for it."""
    return there_is(f'{APPOINTED} AND "appointment"."department" = {department}')


# Those that nobody speaks for: what they owe the office sees to.
SILENT = f"""
    SELECT "department"."id" FROM "department"
    WHERE "department"."county" = $1 AND NOT {spoken_for('"department"."id"')}
"""  # noqa: S608
# Of a topic: something is owed by such a department. Asked of each, as few are owed by one topic.
UNOWED = there_is(f"""FROM "commitment" WHERE "commitment"."county" = $1
       AND "commitment"."topic" = "topic"."id" AND "commitment"."done_on" IS NULL
       AND "commitment"."withdrawn_on" IS NULL AND NOT {spoken_for('"commitment"."department"')}""")
# Of a topic: something was done, and nobody is left who may verify it.
UNVERIFIED = there_is(f"""FROM "commitment" WHERE "commitment"."county" = $1
       AND "commitment"."topic" = "topic"."id" AND "commitment"."done_on" IS NOT NULL
       AND "commitment"."verified_on" IS NULL AND "commitment"."withdrawn_on" IS NULL
       AND NOT {VERIFIED_BY_ANYBODY}""")


# What is marked: for whom it waits, and what nobody is left for. `own`: a fragment of parties.py. A
# desk's figure and the list that it opens ask the same.
def to_mark(own: Callable[[str], str], where: Collection[str] = HERE) -> str:
    """Two counts; `:me` an account, `:first` whether it comes first."""
    found = marked_by(own, where)
    return ", ".join(f"count(*) FILTER (WHERE {found[key]}) AS {key}" for key in FOR_WHOM)


def marked_by(own: Callable[[str], str], where: Collection[str] = HERE) -> dict[str, str]:
    """By key of FOR_WHOM, a condition of one row; its values are those of `to_mark`."""
    others = somebody(MAY[Act.MARK] - LAST, own(WHO), where)
    mine = f"NOT {own(':me')} AND (:first OR NOT {others})"
    return {"mine": mine, "nobody": nobody_marks(own, where)}


def nobody_marks(own: Callable[[str], str], where: Collection[str] = HERE) -> str:
    return f"NOT {somebody(MAY[Act.MARK], own(WHO), where)}"


FOR_WHOM: dict[str, str] = {"mine": _("等我核验的"), "nobody": _("没有别人可以核验的")}


class ToMark(TypedDict):
    """`mine`: that wait for whoever asks; `nobody`: that nobody may verify."""

    mine: int
    nobody: int


OFFICE, LEADERSHIP = sql_array([Role.OFFICE]), sql_array([Role.LEADERSHIP])
# Where none of those whose it is may take it.
OTHERWISE = f'"topic"."instead" || {OFFICE} || {LEADERSHIP}'

# As `hands` (app/topics/hands.py): who takes the step that the topic waits for. Of each row each
# answer is found once: without OFFSET 0 the planner would write it out wherever it is asked for,
# and what comes from that again, in plans of thousands of lines.
HANDS = f"""CROSS JOIN LATERAL (
        SELECT "topic"."held_by" = '{{}}' OR {taken('"topic"."held_by"')} AS theirs OFFSET 0
    ) AS by_ring CROSS JOIN LATERAL (
        SELECT CASE WHEN by_ring.theirs THEN '{{}}'::text[]
                    ELSE {of_these(OTHERWISE)} END AS roles OFFSET 0
    ) AS free CROSS JOIN LATERAL (
        SELECT NOT by_ring.theirs AND NOT "topic"."instead" && free.roles AS vacant OFFSET 0
    ) AS by_level CROSS JOIN LATERAL (
        SELECT CASE WHEN by_ring.theirs THEN "topic"."held_by"
                    WHEN NOT by_level.vacant THEN "topic"."instead"
                    WHEN {OFFICE} && free.roles THEN {OFFICE}
                    WHEN {LEADERSHIP} && free.roles THEN {LEADERSHIP}
                    WHEN {at_all(OFFICE)} THEN '{{}}'::text[] ELSE {OFFICE} END AS roles,
               by_level.vacant,
               by_level.vacant AND {at_all('"topic"."held_by"')} AS own OFFSET 0) AS hands"""
