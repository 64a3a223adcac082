"""Reporting what was done: by whoever took part, or keeps the place."""

from dataclasses import dataclass, field
from typing import Any

from litestar import get
from litestar.response import Template

from app.access.roles import KEEPERS, Account, Act, may
from app.activities.rules import Report, check_report
from app.activities.tables import Activity
from app.choosing.asking import chosen, number_chosen, offer
from app.choosing.kinds import What
from app.dates import today
from app.db import county_tx, row, tx
from app.i18n import _, translated
from app.people.choosing import members_called
from app.people.matching import Line, decided, matched, members_of
from app.refusal import Refused, refuse_all
from app.web.forms.fields import day_in, number_in
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

HERE = "/activities"
GUEST = "guest"  # who took part and is no member
PUT_MEMBERS = """
    INSERT INTO "activity_member" ("county", "activity", "place", "member")
    SELECT $1, $2, one.place, one.member
    FROM unnest($3::bigint[]) WITH ORDINALITY AS one (member, place)
"""
STATION = """
    SELECT "id", "lineage" FROM "station" WHERE "station"."county" = $1 AND "id" = $2
"""


@get("/new", guards=[may(Act.ACTIVITY)])
async def new(request: AnyRequest) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        context = {
            "kinds": await offer(What.ACTIVITY, me),
            "stations": await offer(What.REPORTED_AT, me),
            "levels": await offer(What.LEVEL, me),
            "today": today(),
        }
    return Template("activities/new.html", context=context)


@dataclass
class ReportForm:
    kind: str = ""
    title: str = ""
    happened_on: str = ""
    station: str = ""
    me: str = ""
    members: str = ""
    level: str = ""
    quantity: str = ""
    note: str = ""
    chosen: list[str] = field(default_factory=list)


@change("/", may(Act.ACTIVITY), page=f"{HERE}/new")
async def report(request: AnyRequest, form: ReportForm) -> Done | Template:
    """`chosen`: who is meant by names that are several people's or nobody's. `me`: whoever reports
    took part, and stands first, unless they stand in the list.
    """
    me = user_of(request)
    known = await members_called(form.members)
    lines = matched(form.members, known, form.chosen, {GUEST})
    members = members_of(lines)
    if form.me and me.member is not None and me.member not in members:
        members.insert(0, me.member)
    kind, no_kind = await chosen(What.ACTIVITY, me, form.kind, "kind")
    level, no_level = await chosen(What.LEVEL, me, form.level, "level")
    at, nowhere = await place_of(me, form.station)
    wrong = [*no_kind, *no_level, *nowhere]
    said = Report(
        kind or "",
        form.title.strip(),
        day_in(form.happened_on),
        number_in(form.quantity),
        level or "",
        form.note.strip(),
        members,
        guests_of(lines),
    )
    station = await row(STATION, at)
    wrong += check_report(said, charter_of(request).activity_kinds, today())
    wrong += station_refusals(me, station, members, named=decided(lines))
    refuse_all(first_of_each(wrong))
    if not decided(lines):
        context = {"lines": lines, "strangers": guests_in_words(), "form": form}
        return Template("activities/matching.html", context=context)
    activity = Activity(
        kind=said.kind,
        title=said.title,
        happened_on=said.happened_on,
        station=station["id"],
        level=said.level,
        quantity=said.quantity,
        note=said.note,
        guests=list(said.guests),
        account=me.id,
        reported_by=me.name,
    )
    await Activity.insert(activity)
    await tx().connection.execute(PUT_MEMBERS, tx().county, activity.id, list(members))
    return Done(f"{HERE}/{activity.id}", sentence(_("已登记，等待核实。可以接着传照片。")))


async def place_of(me: Account, typed: str) -> tuple[int | None, list[Refused]]:
    """One of another's is found, too: what is wrong with it is said then."""
    at, nowhere = await number_chosen(What.REPORTED_AT, me, typed, "station")
    if nowhere:
        other, _several = await number_chosen(What.STATION, me, typed, "station")
        return other, [] if other else nowhere
    return at, []


def guests_in_words() -> dict[str, str]:
    return {GUEST: translated(_("作为一起参加的人写上，不计分"))}


def guests_of(lines: list[Line]) -> list[str]:
    return [line.typed for line in lines if line.chosen == GUEST]


def first_of_each(wrong: list[Refused]) -> list[Refused]:
    """What is not found is not said to be lacking, too."""
    return list({each.field: each for each in reversed(wrong)}.values())[::-1]


def station_refusals(
    me: Account, station: Any, members: list[int], *, named: bool
) -> list[Refused]:
    """Pure. `named`: it is known who they are; else nothing is said of whose it would be."""
    if station is None:
        return [Refused(_("请选在哪里。"), "station")]
    as_member = me.member is not None and me.member in members
    if named and not as_member and not me.may(Act.MARK) and not me.at(KEEPERS, station["lineage"]):
        if me.member is not None:
            return [Refused(_("请勾选“我参加了”，或者在名单里按次序写上自己。"), "me")]
        return [Refused(_("只能登记自己的，或者自己经办的地方的。"), "station")]
    return []


handlers = [new, report]
