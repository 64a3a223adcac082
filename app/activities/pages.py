"""履职活动: reported by whoever took part, verified by the office, counted from then on."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.hands import Hand, acting, check_undo, may_undo
from app.access.holding import FOR_WHOM
from app.access.own import Record, check_other, own
from app.access.parties import KEPT_ON
from app.access.roles import KEEPERS, MAY, Account, Act, may
from app.activities import reporting, waiting
from app.activities.rules import STATES, check_again, check_decision
from app.activities.tables import Activity
from app.audit import Noted, note
from app.charter import store
from app.dates import now
from app.db import county_tx, row, rows
from app.evidence.files import shelf
from app.evidence.queries import photos_of, senders
from app.evidence.rights import rights as rights_to
from app.evidence.subjects import Subject
from app.i18n import _
from app.ledger import Entry, Kind, post, take_back
from app.stations.queries import under
from app.web.forms.decided import yes_or_no
from app.web.forms.fields import word_asked
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

HERE = "/activities"
PAGE = 50
OF_THEM = """
    ARRAY(SELECT (SELECT "name" FROM "member" WHERE "member"."county" = $1
                    AND "member"."id" = "activity_member"."member")
          FROM "activity_member" WHERE "activity_member"."county" = $1
            AND "activity_member"."activity" = "activity"."id" ORDER BY "place") AS names,
    ARRAY(SELECT "member" FROM "activity_member" WHERE "activity_member"."county" = $1
          AND "activity_member"."activity" = "activity"."id" ORDER BY "place") AS members
"""
# A page first: names are looked up for its rows alone.
LIST = f"""
    WITH "page" AS MATERIALIZED ({{page}})
    SELECT "activity".*, "station"."name" AS station_name, {OF_THEM}
    FROM "page" CROSS JOIN LATERAL (
        SELECT "activity".* FROM "activity"
        WHERE "activity"."county" = $1 AND "activity"."id" = "page"."id" LIMIT 1) AS "activity"
    CROSS JOIN LATERAL (
        SELECT "station"."name" FROM "station" WHERE "station"."county" = $1
           AND "station"."id" = "activity"."station" LIMIT 1) AS "station"
    ORDER BY "activity"."id" DESC
"""  # noqa: S608
NEWEST = """
    (SELECT "activity"."id" FROM {of} WHERE "activity"."county" = $1 AND {which}
     ORDER BY "activity"."id" DESC LIMIT 51)
"""
AT_ITS_STATION = """
    "activity" CROSS JOIN LATERAL (
        SELECT "station"."name", "station"."lineage" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "activity"."station" LIMIT 1
    ) AS "station"
"""
# What one reported or took part in, and what is reported where one keeps the place: each by an
# index of its own, so that the county's others cost nothing.
TOOK_PART = """
    (SELECT "activity"."id" FROM "activity_member" CROSS JOIN LATERAL (
         SELECT "activity"."id" FROM "activity" WHERE "activity"."county" = $1 AND {which}
            AND "activity"."id" = "activity_member"."activity" LIMIT 1) AS "activity"
     WHERE "activity_member"."county" = $1 AND "activity_member"."member" = :member {further}
     ORDER BY "activity_member"."activity" DESC LIMIT 51)
"""
KEPT_BY_ME = f"""
    (SELECT "activity"."id" FROM {under(":kept")} AS "place"
     CROSS JOIN LATERAL {{newest}} AS "activity"
     ORDER BY "activity"."id" DESC LIMIT 51)
"""  # noqa: S608


def listing(chosen: str, *, of_all: bool, further: bool) -> str:
    """Pure. `chosen`: a key of CONDITIONS; of all, what is asked of stations reads theirs."""
    which = CONDITIONS[chosen]
    which += ' AND "activity"."id" < :before::bigint' if further else ""
    if of_all:
        of = AT_ITS_STATION if chosen in FOR_WHOM else '"activity"'
        return LIST.format(page=NEWEST.format(of=of, which=which))
    own = NEWEST.format(of='"activity"', which=f'{which} AND "activity"."account" = :me')
    there = NEWEST.format(of='"activity"', which=f'{which} AND "activity"."station" = "place"."id"')
    took_part = TOOK_PART.format(
        which=which, further='AND "activity_member"."activity" < :before' if further else ""
    )
    parts = [own, took_part, KEPT_BY_ME.format(newest=there)]
    page = f'SELECT "id" FROM ({" UNION ".join(parts)}) AS "any" ORDER BY "id" DESC LIMIT 51'  # noqa: S608
    return LIST.format(page=page)


CONDITIONS = {
    "": "true",
    **{state: f""""activity"."state" = '{state}'""" for state in STATES},
    **waiting.LISTS,
}
ONE = f"""
    SELECT "activity".*, "station"."name" AS station_name, "lineage", {OF_THEM}
    FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
"""  # noqa: S608
LOCKED = f"{ONE} FOR UPDATE OF activity"


@get("/", guards=[may(Act.ACTIVITY)])
async def index(
    request: AnyRequest, only: FromQuery[str] = "", before: FromQuery[int | None] = None
) -> Template:
    """Who verifies sees all; others what they reported or took part in, and what is reported at the
    stations that they keep: as `seen`.
    """
    me = user_of(request)
    marks = me.may(Act.MARK)
    chosen = word_asked(only, {**STATES, **FOR_WHOM} if marks else STATES)
    asking = {"first": me.comes_first(Act.MARK)} if chosen in FOR_WHOM else {}
    keeping = [grant for grant in me.grants if grant.role in KEEPERS]
    async with county_tx(readonly=True):
        of_all = marks or any(kept.station is None for kept in keeping)
        found = await rows(
            listing(chosen, of_all=of_all, further=before is not None),
            before=before,
            me=me.id,
            kept=[kept.station for kept in keeping if kept.station is not None],
            member=me.member,
            **asking,
        )
        to_mark = await waiting.figures(me)
        known = await store.knowing(
            charter_of(request), activity_kinds={each["kind"] for each in found}
        )
    context = {
        "activities": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "kinds": known.activity_kinds,
        "states": STATES,
        "state": chosen,
        "to_mark": to_mark,
        "FOR_WHOM": FOR_WHOM,
    }
    return Template("activities/index.html", context=context)


def is_own(me: Account, activity: Any) -> bool:
    """Reported by this person, or they took part."""
    took_part = me.member is not None and me.member in activity["members"]
    return me.id == activity["account"] or took_part


async def seen(me: Account, activity_id: int, *, lock: bool = False) -> Any:
    found = await row(LOCKED if lock else ONE, activity_id)
    if found is None:
        raise NotFoundException(_("没有这件活动。"))
    if not is_own(me, found) and not me.may(Act.MARK) and not me.at(KEEPERS, found["lineage"]):
        raise PermissionDeniedException(_("您的账号无权办理，请换有权限的账号登录。"))
    return found


@get("/{activity_id:int}", guards=[may(Act.ACTIVITY)])
async def activity_page(request: AnyRequest, activity_id: FromPath[int]) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        found = await seen(me, activity_id)
        rights = await rights_to(me, Subject.ACTIVITY, activity_id)
        photos = (await photos_of(user_of(request), "activity", [activity_id])).get(activity_id, [])
        files = await shelf(
            me, Subject.ACTIVITY, activity_id, rights, open_=found["state"] != "refused"
        )
        nobody = found["state"] == "reported" and await waiting.nobody_verifies(activity_id)
        record = await record_of(found)
        known = await store.knowing(charter_of(request), activity_kinds={found["kind"]})
    context = {
        "activity": found,
        "nobody_verifies": nobody,
        "kinds": known.activity_kinds,
        "states": STATES,
        "photos": photos,
        "files_here": files,
        "adds": rights.adds,
        "decides": me.may(Act.MARK) and not own(me, record),
        "takes_up": may_undo(hand_of(me), found["decided_as"]),
    }
    return Template("activities/show.html", context=context)


@dataclass
class DecisionForm:
    accepted: str = ""
    passing: str = ""
    reason: str = ""


@change("/{activity_id:int}/verification", may(Act.MARK), page=HERE + "/{activity_id}")
async def verification(request: AnyRequest, form: DecisionForm, activity_id: int) -> Done:
    """Not by who reported it."""
    me = user_of(request)
    found = await seen(me, activity_id, lock=True)
    accepted = yes_or_no(form.passing, form.accepted, "accepted", _("请选是否属实。"))
    reason = check_decision(found["state"], "reported", accepted, form.reason)
    check_other(me, await record_of(found))
    await decided(activity_id, "verified" if accepted else "refused", reason, me)
    if accepted:
        await post(*entries_of(found, me.id))
    said = _("已核实，计入台账。") if accepted else _("未采信，登记的人会看到理由。")
    return Done(f"{HERE}/{activity_id}", sentence(said))


async def record_of(activity: Any) -> Record:
    """Whose it is: who reported it or sent its photos and files, whom it credits, the station that
    it counts for and who spoke for it on that day.
    """
    kept = await rows(KEPT_ON, activity["lineage"], activity["happened_on"])
    sent = await senders(Subject.ACTIVITY, activity["id"])
    return Record(
        authors=[activity["account"], *sent, *(each["account"] for each in kept)],
        members=activity["members"],
        lineage=activity["lineage"],
    )


def entries_of(activity: Any, actor: int) -> list[Entry]:
    """One for each of them, with their place: "1/3" is the first of three. Pure."""
    common = {
        "kind": Kind.ACTIVITY_DONE,
        "station": activity["station"],
        "happened_on": activity["happened_on"],
        "actor": actor,
        "quantity": activity["quantity"],
        "form": activity["kind"],
        "result": activity["level"],
        "attributes": {"activity": activity["id"]},
    }
    of = len(activity["members"])
    return [
        Entry(**common, member=member, role=f"{place}/{of}")
        for place, member in enumerate(activity["members"], start=1)
    ] or [Entry(**common)]


@change("/{activity_id:int}/withdrawal", may(Act.MARK), page=HERE + "/{activity_id}")
async def withdrawal(request: AnyRequest, form: DecisionForm, activity_id: int) -> Done:
    """What turned out wrong after it was verified is taken back, with the reason."""
    me = user_of(request)
    found = await seen(me, activity_id, lock=True)
    reason = check_decision(found["state"], "verified", False, form.reason)
    check_other(me, await record_of(found))
    await decided(activity_id, "refused", reason, me)
    await take_back(
        Kind.ACTIVITY_DONE,
        station=found["station"],
        attributes={"activity": activity_id},
        reason=reason,
        actor=me.id,
    )
    about = f"{HERE}/{activity_id}"
    await note(Noted.TAKEN_DOWN, about, {"title": found["title"]}, {"reason": reason})
    return Done(f"{HERE}/{activity_id}", sentence(_("已撤回，台账里已冲销。")))


@change("/{activity_id:int}/taking-up", may(Act.MARK), page=HERE + "/{activity_id}")
async def take_up(request: AnyRequest, form: DecisionForm, activity_id: int) -> Done:
    """It was turned down, or withdrawn, by mistake: with its photos it waits to be verified."""
    me = user_of(request)
    found = await seen(me, activity_id, lock=True)
    reason = check_again(found["state"], form.reason)
    check_other(me, await record_of(found))
    check_undo(hand_of(me), found["decided_as"])
    waits: dict[Any, Any] = {
        Activity.state: "reported", Activity.reason: reason,
        Activity.decided_by: "", Activity.decided_at: None, Activity.decided_as: "",
    }  # fmt: skip
    await Activity.update(waits).where(Activity.id == activity_id)
    about = f"{HERE}/{activity_id}"
    await note(Noted.PUT_BACK, about, {"reason": found["reason"]}, {"reason": reason})
    return Done(about, sentence(_("已恢复，等待重新核实。")))


def hand_of(me: Account) -> Hand:
    """Whoever verifies does so for the whole county."""
    return acting(me, MAY[Act.MARK])


async def decided(activity_id: int, state: str, reason: str, me: Account) -> None:
    await Activity.update(
        {
            Activity.state: state,
            Activity.reason: reason,
            Activity.decided_by: me.name,
            Activity.decided_at: now(),
            Activity.decided_as: str(hand_of(me)),
        }
    ).where(Activity.id == activity_id)


router = Router(
    HERE,
    route_handlers=[
        index, *reporting.handlers, activity_page, verification, withdrawal, take_up,
    ],
)  # fmt: skip
