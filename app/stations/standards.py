"""A station shows, item by item, that it meets its standard; somebody else verifies it."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.own import OTHERS
from app.access.roles import KEEPERS, Act, may
from app.charter.wording import proof
from app.dates import now
from app.db import county_tx
from app.evidence.queries import photos_of
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.stations import checks, editing, rules
from app.stations.queries import find
from app.stations.tables import CheckAtStation, LoadedStation, StandardCheck
from app.web.forms.validation import Fields
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

NOT_YOURS = _("您的账号无权办理，请换有权限的账号登录。")


@dataclass
class ShowForm:
    standard: str = ""
    item: str = ""
    note: str = ""


@dataclass
class DecisionForm:
    accepted: str = ""
    reason: str = ""


@dataclass
class ReasonForm:
    reason: str = ""


@get("/{station_id:int}/checks", guards=[may(Act.STANDARD)])
async def showing(
    request: AnyRequest,
    station_id: FromPath[int],
    standard: FromQuery[str] = "",
    item: FromQuery[str] = "",
) -> Template:
    """On a page of its own: beside others, what is typed about one would be left behind."""
    async with county_tx(readonly=True):
        station = await find(station_id)
    needed = rules.to_verify(rules.standards_for(charter_of(request), station["kind"]))
    held = checks.rights(user_of(request), charter_of(request), station)
    if (standard, item) not in needed or not held["shows"]:
        raise NotFoundException
    context = {"station": station, "standard": standard, "item": needed[standard, item]}
    return Template("stations/showing.html", context=context)


SHOWING = "/stations/{station_id}/checks?standard={standard}&item={item}"


@change("/{station_id:int}/checks", may(Act.STANDARD), page=SHOWING)
async def show_item(request: AnyRequest, form: ShowForm, station_id: int) -> Done:
    """Its photos come next, on its own page."""
    me, charter = user_of(request), charter_of(request)
    station = await editing.locked(station_id)
    if not me.at(KEEPERS, station["lineage"]):
        raise PermissionDeniedException(NOT_YOURS)
    before = await checks.last(station_id, form.standard, form.item)
    item = rules.check_showing(
        rules.to_verify(rules.standards_for(charter, station["kind"])),
        (form.standard, form.item),
        form.note.strip(),
        closed=station["closed_on"] is not None,
        state=before or "none",
    )
    check = StandardCheck(
        station=station_id,
        standard=form.standard,
        item=item.key,
        called=item.name,
        note=form.note.strip(),
        account=me.id,
        shown_by=me.name,
    )
    await StandardCheck.insert(check)
    said = _("已出示。接着传照片，才能核验。") if item.photo else _("已出示，等待核验。")
    return Done(f"/stations/checks/{check.id}", sentence(said))


@get("/checks/{check_id:int}")
async def show_check(request: AnyRequest, check_id: FromPath[int]) -> Template:
    """Strangers see what is verified, for as long as it is."""
    charter = charter_of(request)
    async with county_tx(readonly=True):
        check = await found(check_id)
        rights = checks.rights(request.user, charter, check)
        if not rights["inside"] and check["state"] != "verified":
            raise NotFoundException(_("没有这一项。"))
        photos = (await photos_of(user_of(request), "standard_check", [check_id])).get(check_id, [])
        own = rights["verifies"] and await checks.is_own(check, user_of(request))
        history = await checks.history(check) if rights["inside"] else []
        nobody = (
            rights["inside"]
            and check["state"] == "shown"
            and await checks.nobody_verifies(check_id)
        )
    item = checks.item_of(charter, check)
    state = rules.state_of(item, check["state"], len(photos)) if item else check["state"]
    context = {
        "check": check,
        "item": item,
        "proof": proof(item) if item else "",
        "light": rules.STATES[state],
        "state": state,
        "photos": photos,
        "history": [each for each in history if each["id"] != check_id],
        "own": own,
        "nobody_verifies": nobody,
    }
    return Template("stations/check.html", context=context | rights)


@change("/checks/{check_id:int}/verification", may(Act.MARK), page="/stations/checks/{check_id}")
async def verify(request: AnyRequest, form: DecisionForm, check_id: int) -> Done:
    me, accepted = user_of(request), form.accepted == "true"
    station, check = await locked(request, check_id)
    evidence = rules.Evidence(
        check["state"],
        checks.item_of(charter_of(request), check),
        *(await checks.pictures(check_id)),
        await checks.is_own(check, me),
        station["closed_on"] is not None,
    )
    rules.check_open(evidence)
    if form.accepted not in {"true", "false"}:
        raise Refused(_("请选是否属实。"), "accepted")
    refuse_all(rules.verification_refusals(evidence, form.reason, accepted=accepted))
    done: dict[Any, Any] = (
        {"state": "verified", "verified_by": me.name, "verified_at": now()}
        if accepted
        else {"state": "refused", **ended(me.name, form.reason.strip())}
    )
    await StandardCheck.update(done).where(StandardCheck.id == check_id)
    await checks.settle(charter_of(request), station, me.id)
    said = _("已核验。") if accepted else _("已退回，出示的人会看到理由。")
    return Done(f"/stations/checks/{check_id}", sentence(said))


@change("/checks/{check_id:int}/withdrawal", may(Act.MARK), page="/stations/checks/{check_id}")
async def withdraw(request: AnyRequest, form: ReasonForm, check_id: int) -> Done:
    """What an inspection found otherwise is taken back, in the ledger too."""
    me = user_of(request)
    station, check = await locked(request, check_id)
    closed = station["closed_on"] is not None
    reason = rules.check_withdrawal(check["state"], form.reason, closed=closed)
    if await checks.is_own(check, me):
        raise Refused(OTHERS)
    done: dict[Any, Any] = {"state": "withdrawn", **ended(me.name, reason)}
    await StandardCheck.update(done).where(StandardCheck.id == check_id)
    await checks.settle(charter_of(request), station, me.id)
    return Done(f"/stations/checks/{check_id}", sentence(_("核验已收回，这一项要重新出示。")))


@change("/{station_id:int}/standing", may(Act.MARK), page="/stations/{station_id}")
async def settle(request: AnyRequest, form: Fields, station_id: int) -> Done:  # noqa: ARG001
    """After the rules have changed: the ledger is brought in line with them."""
    me = user_of(request)
    station = await editing.locked(station_id)
    if not me.may_at(Act.MARK, station["lineage"]):
        raise PermissionDeniedException(NOT_YOURS)
    if station["closed_on"]:
        raise Refused(_("已经关闭。"))
    await checks.settle(charter_of(request), station, me.id)
    return Done(f"/stations/{station_id}", sentence(_("台账已按现在的标准更正。")))


def ended(who: str, reason: str) -> dict[str, Any]:
    return {"ended_by": who, "ended_at": now(), "reason": reason}


async def found(check_id: int, *, lock: bool = False) -> CheckAtStation:
    check = await checks.one(check_id, lock=lock)
    if check is None:
        raise NotFoundException(_("没有这一项。"))
    return check


async def locked(request: AnyRequest, check_id: int) -> tuple[LoadedStation, CheckAtStation]:
    """The station first: so that of two last items, verified at once, the second sees both."""
    check = await found(check_id)
    station = await editing.locked(check["station"])
    if not user_of(request).may_at(Act.MARK, check["lineage"]):
        raise PermissionDeniedException(NOT_YOURS)
    return station, await found(check_id, lock=True)


handlers: list[Any] = [showing, show_item, show_check, verify, withdraw, settle]
