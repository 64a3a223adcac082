"""A station shows, item by item, that it meets its standard; somebody else verifies it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from app.access.roles import KEEPERS, Act, may
from app.charter.wording import proof
from app.dates import now
from app.db import county_tx, row
from app.evidence.queries import photos_of
from app.i18n import _
from app.refusal import Refused
from app.stations import checks, rules
from app.stations.keeping import LOCK
from app.stations.queries import find
from app.stations.tables import StandardCheck
from app.web.idempotency import once, remember, seen_before
from app.web.requests import AnyRequest, charter_of, to, user_of

NOT_YOURS = _("您的身份不能办理此事。")


@dataclass
class ShowForm:
    standard: str = ""
    item: str = ""
    note: str = ""
    once: str = ""


@dataclass
class DecisionForm:
    accepted: str = ""
    reason: str = ""
    once: str = ""


@dataclass
class ReasonForm:
    reason: str = ""
    once: str = ""


@dataclass
class SettleForm:
    once: str = ""


@post("/{station_id:int}/checks", status_code=200, guards=[may(Act.STANDARD)])
async def show_item(
    request: AnyRequest, station_id: FromPath[int], data: URLEncodedBody[ShowForm]
) -> Response[Any]:
    """Its photos come next, on its own page."""
    me, charter = user_of(request), charter_of(request)
    async with county_tx():
        if led := await seen_before(data.once):
            return to(request, led)
        await find(station_id)
        station = await row(LOCK, station_id)
        if not me.at(KEEPERS, station["lineage"]):
            raise PermissionDeniedException(NOT_YOURS)
        before = await checks.last(station_id, data.standard, data.item)
        item = rules.check_showing(
            rules.to_verify(rules.standards_for(charter, station["kind"])),
            (data.standard, data.item),
            data.note.strip(),
            closed=station["closed_on"] is not None,
            state=before["state"] if before else "none",
        )
        check = StandardCheck(
            station=station_id,
            standard=data.standard,
            item=item.key,
            called=item.name,
            note=data.note.strip(),
            account=me.id,
            shown_by=me.name,
        )
        await StandardCheck.insert(check)
        await remember(data.once, f"/stations/checks/{check.id}")
    return to(request, f"/stations/checks/{check.id}")


@get("/checks/{check_id:int}")
async def show_check(request: AnyRequest, check_id: FromPath[int]) -> Template:
    """Strangers see what is verified, for as long as it is."""
    charter = charter_of(request)
    async with county_tx(readonly=True):
        check = await found(check_id)
        rights = checks.rights(request.user, charter, check)
        if not rights["inside"] and check["state"] != "verified":
            raise NotFoundException(_("没有这一项。"))
        photos = (await photos_of("standard_check", [check_id])).get(check_id, [])
        own = rights["verifies"] and await checks.is_own(check, user_of(request).id)
        history = await checks.history(check) if rights["inside"] else []
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
        "once": once(),
    }
    return Template("stations/check.html", context=context | rights)


@post("/checks/{check_id:int}/verification", status_code=200, guards=[may(Act.MARK)])
async def verify(
    request: AnyRequest, check_id: FromPath[int], data: URLEncodedBody[DecisionForm]
) -> Response[Any]:
    me, accepted = user_of(request), data.accepted == "true"
    async with county_tx():
        station, check = await locked(request, check_id)
        if await seen_before(data.once, f"/stations/checks/{check_id}") is None:
            evidence = rules.Evidence(
                check["state"],
                checks.item_of(charter_of(request), check),
                *(await checks.pictures(check_id)),
                await checks.is_own(check, me.id),
                station["closed_on"] is not None,
            )
            if data.accepted not in {"true", "false"}:
                raise Refused(_("请选是否属实。"), "accepted")
            reason = rules.check_verification(evidence, data.reason, accepted=accepted)
            done: dict[Any, Any] = (
                {"state": "verified", "verified_by": me.name, "verified_at": now()}
                if accepted
                else {"state": "refused", **ended(me.name, reason)}
            )
            await StandardCheck.update(done).where(StandardCheck.id == check_id)
            await checks.settle(charter_of(request), station, me.id)
    return to(request, f"/stations/checks/{check_id}")


@post("/checks/{check_id:int}/withdrawal", status_code=200, guards=[may(Act.MARK)])
async def withdraw(
    request: AnyRequest, check_id: FromPath[int], data: URLEncodedBody[ReasonForm]
) -> Response[Any]:
    """What an inspection found otherwise is taken back, in the ledger too."""
    me = user_of(request)
    async with county_tx():
        station, check = await locked(request, check_id)
        if await seen_before(data.once, f"/stations/checks/{check_id}") is None:
            closed = station["closed_on"] is not None
            reason = rules.check_withdrawal(check["state"], data.reason, closed=closed)
            done: dict[Any, Any] = {"state": "withdrawn", **ended(me.name, reason)}
            await StandardCheck.update(done).where(StandardCheck.id == check_id)
            await checks.settle(charter_of(request), station, me.id)
    return to(request, f"/stations/checks/{check_id}")


@post("/{station_id:int}/standing", status_code=200, guards=[may(Act.MARK)])
async def settle(
    request: AnyRequest, station_id: FromPath[int], data: URLEncodedBody[SettleForm]
) -> Response[Any]:
    """After the rules have changed: the ledger is brought in line with them."""
    me = user_of(request)
    async with county_tx():
        await find(station_id)
        station = await row(LOCK, station_id)
        if not me.may_at(Act.MARK, station["lineage"]):
            raise PermissionDeniedException(NOT_YOURS)
        if station["closed_on"]:
            raise Refused(_("已经关闭。"))
        if await seen_before(data.once, f"/stations/{station_id}") is None:
            await checks.settle(charter_of(request), station, me.id)
    return to(request, f"/stations/{station_id}")


def ended(who: str, reason: str) -> dict[str, Any]:
    return {"ended_by": who, "ended_at": now(), "reason": reason}


async def found(check_id: int, *, lock: bool = False) -> Any:
    check = await checks.one(check_id, lock=lock)
    if check is None:
        raise NotFoundException(_("没有这一项。"))
    return check


async def locked(request: AnyRequest, check_id: int) -> tuple[Any, Any]:
    """The station first: so that of two last items, verified at once, the second sees both."""
    check = await found(check_id)
    station = await row(LOCK, check["station"])
    if not user_of(request).may_at(Act.MARK, check["lineage"]):
        raise PermissionDeniedException(NOT_YOURS)
    return station, await found(check_id, lock=True)


handlers: list[Any] = [show_item, show_check, verify, withdraw, settle]
