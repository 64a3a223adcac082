"""Who is known where a matter is: whoever sat there lately, and the members of the place. One tap
asks each of them into the circle, another takes them out again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.charter.model import Charter, Group
from app.consultations.persons import group_of_members, new
from app.consultations.tables import NewPerson
from app.db import rows
from app.topics.tables import LoadedTopic
from app.veiling.rules import VEILED

MOST = 120  # a phone's list of them is still looked through
# Of the last sittings at the place, the latest first.
SAT_HERE = """
    WITH held AS (
        SELECT "id", "held_on" FROM "consultation"
        WHERE "consultation"."county" = $1 AND "station" = $2 AND "state" = 'filed'
        ORDER BY "held_on" DESC, "id" DESC LIMIT 12)
    SELECT held."id" AS sitting, "participant"."grp", "participant"."name",
           "participant"."member", "participant"."department", "member"."sector",
           "department"."name" AS department_name
    FROM held
    JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = held."id" AND "participant"."state" = 'present'
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "participant"."member"
    LEFT JOIN "department"
      ON "department"."county" = $1 AND "department"."id" = "participant"."department"
    WHERE "member"."left_on" IS NULL AND "department"."ceased_at" IS NULL
    ORDER BY held."held_on" DESC, held."id" DESC, "participant"."id" LIMIT 1000
"""
# Of the place itself first, then of those above it.
PLACED_HERE = """
    SELECT "id", "name", "sector" FROM "member"
    WHERE "member"."county" = $1 AND "station" = ANY($2::bigint[]) AND "left_on" IS NULL
    ORDER BY "station" <> $3, "by_pinyin", "id" LIMIT 60
"""


class Known(NamedTuple):
    """`key` means this one in a form; `note`: a sector or a department; `last`: sat here the last
    time.
    """

    key: str
    person: NewPerson
    note: str
    last: bool


@dataclass
class KnownForm:
    """`there`: ticked now; `was`: ticked when the form was made. `last`: whoever was here the last
    time comes again.
    """

    there: frozenset[str] = frozenset()
    was: frozenset[str] = frozenset()
    last: str = ""


def key_of(person: Mapping[str, Any]) -> str:
    """A member is one whatever the group; two of one name may sit in two groups."""
    if person["member"] is not None:
        return f"member:{person['member']}"
    if person["department"] is not None:
        return f"department:{person['department']}:{person['name']}"
    return f"{person['grp']}:{person['name']}"


async def known_at(topic: LoadedTopic, charter: Charter) -> list[Known]:
    """In the caller's transaction."""
    sat = await rows(SAT_HERE, topic["station"])
    placed = await rows(PLACED_HERE, topic["lineage"], topic["station"])
    return known(sat, placed, charter.groups, group_of_members(charter))


def known(
    sat: Sequence[Mapping[str, Any]],
    placed: Iterable[Mapping[str, Any]],
    groups: Mapping[str, Group],
    of_members: str,
) -> list[Known]:
    """Each once, as they sat the last time: who was there then comes first, then who came most
    often. Whoever is erased, or sat in a group that there is no more, is nobody. Pure.
    """
    found: dict[str, Known] = {}
    times = Counter(key_of(each) for each in sat)
    last = sat[0]["sitting"] if sat else None
    for each in sat:
        if each["name"] == VEILED or each["grp"] not in groups:
            continue
        beside = each["sector"] or each["department_name"] or ""
        person = new(each["grp"], each["name"], each["member"], each["department"])
        one = Known(
            key_of(each), person, "" if beside == each["name"] else beside, each["sitting"] == last
        )
        found.setdefault(one.key, one)
    for each in placed if of_members else ():
        person = new(of_members, each["name"], each["id"])
        one = Known(key_of(person), person, each["sector"], last=False)
        found.setdefault(one.key, one)
    often = sorted(found.values(), key=lambda each: (not each.last, -times[each.key]))
    return often[:MOST]
