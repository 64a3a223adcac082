"""What is under way in a county, held against a charter that is not in force yet, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.charter.model import Charter, Group
from app.charter.stages import BEFORE_ACCEPTANCE, Stage
from app.charter.wording import joined
from app.db import rows
from app.drafting import in_use
from app.i18n import _, translated

MOST = 50
NO_END = 2**31 - 1
BEFORE_CONSULTING = sorted(BEFORE_ACCEPTANCE | {Stage.ACCEPTED, Stage.PREPARING})

STATIONS = f"""
    SELECT "id", "name", "kind" AS key, count(*) OVER () AS n {in_use.OF_KINDS}
    ORDER BY "by_pinyin", "id" LIMIT {MOST}
"""
TOPICS = f"""
    SELECT "id", "title" AS name, "category" AS key, count(*) OVER () AS n {in_use.OF_CATEGORIES}
    ORDER BY "id" DESC LIMIT {MOST}
"""
CIRCLES = f"""
    SELECT "topic"."id", "topic"."title" AS name, count(*) OVER () AS n,
           array_agg(DISTINCT "circle"."grp") AS keys {in_use.OF_GROUPS}
    GROUP BY "topic"."id", "topic"."title" ORDER BY "topic"."id" DESC LIMIT {MOST}
"""
PLANNED = f"""
    SELECT "id", "title" AS name, "form" AS key, count(*) OVER () AS n {in_use.OF_FORMS}
    ORDER BY "held_on", "id" LIMIT {MOST}
"""
MEMBERS = f"""
    SELECT "station"."id", "station"."name", count("member"."id") AS members,
           count(*) OVER () AS n
    FROM "station" LEFT JOIN "member" ON "member"."county" = $1
     AND "member"."station" = "station"."id" AND "member"."left_on" IS NULL
    WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL
    GROUP BY "station"."id", "station"."name", "station"."by_pinyin"
    HAVING count("member"."id") NOT BETWEEN $2 AND $3
    ORDER BY "station"."by_pinyin", "station"."id" LIMIT {MOST}
"""  # noqa: S608
# A circle is somebody, at least: a topic that has none yet is no case.
SIZES = f"""
    SELECT "topic"."id", "topic"."title" AS name, count(*) OVER () AS n,
           array_agg("wanted"."grp" ORDER BY "wanted"."place") AS keys,
           array_agg("there"."people" ORDER BY "wanted"."place") AS people
    FROM "topic"
    CROSS JOIN unnest($2::text[], $3::int[], $4::int[])
      WITH ORDINALITY AS "wanted" ("grp", "least", "most", "place")
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE "circle"."grp" = "wanted"."grp") AS people, count(*) AS anyone
        FROM "circle" WHERE "circle"."county" = $1 AND "circle"."topic" = "topic"."id"
    ) AS "there"
    WHERE "topic"."county" = $1 AND "topic"."stage" = ANY($5::text[])
      AND "there"."anyone" > 0
      AND "there"."people" NOT BETWEEN "wanted"."least" AND "wanted"."most"
    GROUP BY "topic"."id", "topic"."title" ORDER BY "topic"."id" DESC LIMIT {MOST}
"""  # noqa: S608


@dataclass
class Line:
    name: str
    path: str
    why: str


@dataclass
class Breaking:
    """`stops`: while there is one, the charter cannot be put in force (app/drafting/in_use.py).
    `lines`: the first 50 of `count`.
    """

    what: str
    stops: bool
    count: int
    lines: list[Line]


async def would_break(new: Charter, now: Charter) -> list[Breaking]:
    """In the caller's transaction. Numbers (members of a station, sizes of a circle's groups) are
    held only against limits that are not today's; what breaks today's is no news. Not computed:
    stations short of a new standard's photos; they have until their next look to take them.
    """
    names = now.names
    found = [
        await listed(
            translated(
                _("这些%(station)s的种类，新规则里没有：请留下种类，或者先关闭。"),
                station=names.station,
            ),
            "/stations/%d",
            await rows(STATIONS, list(new.station_kinds)),
            lambda each: called(now.station_kinds, each["key"]),
        ),
        await listed(
            translated(
                _("这些正在办的%(topic)s，类别在新规则里没有：请留下类别。"), topic=names.topic
            ),
            "/topics/%d",
            await rows(TOPICS, list(new.categories)),
            lambda each: now.categories.get(each["key"], each["key"]),
        ),
        await listed(
            translated(
                _("这些%(circle)s里的人，所属类别在新规则里没有：请留下类别。"), circle=names.circle
            ),
            "/topics/%d",
            await rows(CIRCLES, list(new.groups)),
            lambda each: joined(called(now.groups, key) for key in sorted(each["keys"])),
        ),
        await listed(
            translated(
                _("已经安排的这些%(consultation)s，形式在新规则里没有：请留下形式。"),
                consultation=names.consultation,
            ),
            "/consultations/%d",
            await rows(PLANNED, list(new.forms)),
            lambda each: now.forms.get(each["key"], each["key"]),
        ),
        await members(new, now),
        await sizes(new, now),
    ]
    return [each for each in found if each.count]


async def listed(
    what: str, path: str, found: list[Any], why: Callable[[Any], str], *, stops: bool = True
) -> Breaking:
    lines = [Line(each["name"], path % each["id"], why(each)) for each in found]
    return Breaking(what, stops, found[0]["n"] if found else 0, lines)


def called(pieces: Any, key: str) -> str:
    return str(pieces[key].name) if key in pieces else key


async def members(new: Charter, now: Charter) -> Breaking:
    limits = new.placement.members_per_station
    new_limits = limits is not None and limits != now.placement.members_per_station
    least, most = (limits.min, limits.max) if limits and new_limits else (0, NO_END)
    return await listed(
        translated(
            _("这些%(station)s的%(member)s人数，不合新规则的 %(min)s 至 %(max)s 人。"),
            station=now.names.station,
            member=now.names.member,
            min=least,
            max=most,
        ),
        "/stations/%d",
        await rows(MEMBERS, least, most) if new_limits else [],
        lambda each: translated(_("%(n)s 人"), n=each["members"]),
        stops=False,
    )


async def sizes(new: Charter, now: Charter) -> Breaking:
    old = {key: (group.min, group.max) for key, group in now.groups.items()}
    changed = [each for each in new.groups.values() if old.get(each.key) != (each.min, each.max)]
    values = (
        [each.key for each in changed],
        [each.min for each in changed],
        [NO_END if each.max is None else each.max for each in changed],
        BEFORE_CONSULTING,
    )

    def why(each: Any) -> str:
        counted = zip(each["keys"], each["people"], strict=True)
        return joined(so_many(new.groups[key], people) for key, people in counted)

    return await listed(
        translated(
            _("这些%(topic)s的%(circle)s，人数不合新规则；它们仍按原规则办完，不受影响。"),
            topic=now.names.topic,
            circle=now.names.circle,
        ),
        "/topics/%d",
        await rows(SIZES, *values) if changed else [],
        why,
        stops=False,
    )


def so_many(group: Group, people: int) -> str:
    if people < group.min:
        text = _("%(group)s %(n)s 位（新规则至少 %(least)s 位）")
    else:
        text = _("%(group)s %(n)s 位（新规则至多 %(most)s 位）")
    return translated(text, group=group.name, n=people, least=group.min, most=group.max)
