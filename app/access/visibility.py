"""Who sees a topic: the rule, and the same in SQL for lists. Of loaded rows.

The fragments stand in statements that join `topic`, and are given what `reader` says.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from app.access.roles import MAY, Account, Act, Role

STATION = '"station"."lineage"'
SEES = ", ".join(f"'{role}'" for role in sorted(MAY[Act.SEE]))

# What strangers see; pages that are the same for all readers ask nothing else.
PUBLISHED = '"topic"."published_at" IS NOT NULL'


def visible(topic: Mapping[str, Any], account: Account | None) -> bool:
    """Published: to all. Else to whoever raised it signed in, and to roles at its station."""
    if topic["published_at"] is not None:
        return True
    if account is None:
        return False
    return account.id == topic["raiser"] or bool(held_at(topic, account))


def is_stranger(account: Account | None) -> bool:
    """Signed in or not: without a role that sees what is not public, anywhere."""
    return account is None or not account.may(Act.SEE)


def held_at(topic: Mapping[str, Any], account: Account) -> list[Role]:
    """Roles that see all of the topic. A department's only where the county's rings give it one."""
    return [
        role
        for role in account.at(set(Role), topic["lineage"])
        if role in MAY[Act.SEE] or role in topic["held_by"]
    ]


def may_reach(topic: Mapping[str, Any], account: Account) -> bool:
    """Who raised it and how to reach them: whoever keeps its station, and whoever it waits for now,
    if their role answers.
    """
    answers = MAY[Act.ANSWER] & set(topic["held_by"])
    return bool(account.at(MAY[Act.PRIVATE] | answers, topic["lineage"]))


def reachable_topic(lineage: str = STATION) -> str:
    """SQL: where the reader keeps the station (`may_reach`, whatever it waits for)."""
    keepers = ", ".join(f"'{role}'" for role in sorted(MAY[Act.PRIVATE]))
    return _at(lineage, f"mine.role IN ({keepers})")


def visible_topic(lineage: str = STATION) -> str:
    """SQL: as `visible`. `lineage`: of its station."""
    return f'({PUBLISHED} OR "topic"."raiser" = :me OR {handled_topic(lineage)})'


def handled_topic(lineage: str = STATION) -> str:
    """SQL: as `held_at`: whoever handles it reads all of it as it was written."""
    return _at(lineage, f'(mine.role IN ({SEES}) OR mine.role = ANY("topic"."held_by"))')


def handles_all(account: Account | None) -> bool:
    """Whoever does handles each topic of the county (`handled_topic`), and it need not be asked."""
    return account is not None and account.stations(Act.SEE) is None


def at_my_stations(lineage: str = STATION) -> str:
    """SQL: as `account.may_at(Act.SEE, lineage)`, of what is not seen by whoever raised a topic."""
    return _at(lineage, f"mine.role IN ({SEES})")


def _at(lineage: str, role: str) -> str:
    return f"""EXISTS (SELECT FROM unnest(:my_roles::text[], :my_stations::bigint[])
            AS mine (role, station)
        WHERE {role} AND (mine.station IS NULL OR mine.station = ANY({lineage})))"""


class Reader(TypedDict):
    """Values of `visible_topic`: who reads, and what they hold where."""

    me: int | None
    my_roles: list[str]
    my_stations: list[int | None]


def reader(account: Account | None) -> Reader:
    grants = account.grants if account else ()
    return {
        "me": account.id if account else None,
        "my_roles": [str(grant.role) for grant in grants],
        "my_stations": [grant.station for grant in grants],
    }
