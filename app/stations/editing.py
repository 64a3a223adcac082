"""Opening, changing and closing stations. For the county's office."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app import ledger
from app.access.roles import Act, may
from app.charter.model import Level
from app.charter.stages import ENDED_STAGES
from app.choosing.asking import chosen, filtered, number_chosen, offer
from app.choosing.kinds import What
from app.dates import today
from app.db import county_in_tx, county_tx, row, value
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused, refuse_all
from app.stations import rules
from app.stations.checks import settle
from app.stations.codes import new_code
from app.stations.entries import opened
from app.stations.queries import ONE, find
from app.stations.rules import Parent, name_refusals, place_refusals
from app.stations.tables import LoadedStation, Station
from app.text.search import name_pattern
from app.web.forms.validation import Fields
from app.web.forms.versions import check_version, version_of
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

TAKEN = """
    SELECT EXISTS (SELECT FROM "station" WHERE "station"."county" = $1 AND "name" ~* $2
                   AND "closed_on" IS NULL AND "id" <> $3)
"""
# Locked, so that nothing is opened under a station, or raised at it, while it closes.
LOCK = f"{ONE} FOR UPDATE"
BELOW = """
    SELECT count(*) FROM "station"
    WHERE "station"."county" = $1 AND "parent" = $2 AND "closed_on" IS NULL
"""
UNDER_WAY = f"""
    SELECT count(*) FROM "topic" WHERE "topic"."county" = $1 AND "station" = $2
      AND "stage" NOT IN {ENDED_STAGES}
"""  # noqa: S608


CLOSED_ABOVE = """
    SELECT count(*) FROM "station"
    JOIN "station" AS "above" ON "above"."county" = $1 AND "above"."id" = "station"."parent"
    WHERE "station"."county" = $1 AND "station"."id" = $2 AND "above"."closed_on" IS NOT NULL
"""


@dataclass
class OpenForm:
    kind: str = ""
    name: str = ""
    parent: str = ""
    division: str = ""
    address: str = ""


@dataclass
class ChangeForm:
    name: str = ""
    address: str = ""
    version: str = ""


@get("/new", guards=[may(Act.STATIONS)])
async def new(request: AnyRequest, parent: FromQuery[str] = "") -> Template:
    """`parent`: what it shall lie under, if there is such a one."""
    me = user_of(request)
    async with county_tx(readonly=True):
        above, parents = await filtered(What.PARENT, me, parent)
        divisions = await offer(What.DIVISION, me, above)
    return Template(
        "stations/new.html",
        context={
            "divisions": divisions,
            "parents": parents,
            "kinds": charter_of(request).stations.kinds,
        },
    )


@change("/", may(Act.STATIONS), page="/stations/new?parent={parent}")
async def open_station(request: AnyRequest, form: OpenForm) -> Done:
    charter, me = charter_of(request), user_of(request)
    number, wrong = await number_chosen(What.PARENT, me, form.parent, "parent")
    above = await row(LOCK, number, of=LoadedStation)
    if not wrong:
        parent = Parent(Level(above["level"]), above["closed_on"] is None) if above else None
        wrong = place_refusals(charter, form.kind, parent)
    taken = bool(await value(TAKEN, name_pattern(form.name), 0))
    chosen_division, nowhere = await chosen(What.DIVISION, me, form.division, "division", number)
    refuse_all([*wrong, *name_refusals(form.name, form.address, taken=taken), *nowhere])
    standing = above["division"] if above else f"{county_in_tx()}"
    station = Station(
        kind=form.kind,
        level=str(charter.station_kinds[form.kind].level),
        name=form.name.strip(),
        division=chosen_division or standing,
        parent=above["id"] if above else None,
        lineage=[],
        address=form.address.strip(),
        opened_on=today(),
        code=new_code(),
    )
    await Station.insert(station)
    lineage = [*(above["lineage"] if above else []), station.id]
    await Station.update({Station.lineage: lineage}).where(Station.id == station.id)
    await ledger.post(opened(station.id, actor=me.id))
    return Done(f"/stations/{station.id}", sentence(_("已设立。接着可以打印它的二维码海报。")))


@get("/{station_id:int}/edit", guards=[may(Act.STATIONS)])
async def edit(station_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        station = await find(station_id)
        taken = await value(TAKEN, name_pattern(station["name"]), station_id)
    version = version_of(station["name"], station["address"])
    context = {"station": station, "version": version, "taken": taken}
    return Template("stations/edit.html", context=context)


@change("/{station_id:int}", may(Act.STATIONS), page="/stations/{station_id}/edit")
async def rename(request: AnyRequest, form: ChangeForm, station_id: int) -> Done:  # noqa: ARG001
    station = await locked(station_id)
    if station["closed_on"]:
        raise Refused(_("已经关闭。"))
    check_version(form.version, station["name"], station["address"])
    taken = bool(await value(TAKEN, name_pattern(form.name), station_id))
    refuse_all(name_refusals(form.name, form.address, taken=taken))
    await Station.update(
        {Station.name: form.name.strip(), Station.address: form.address.strip()}
    ).where(Station.id == station_id)
    return Done(f"/stations/{station_id}", sentence(_("名称、地址已保存。")))


@change("/{station_id:int}/closing", may(Act.STATIONS), page="/stations/{station_id}/edit")
async def close(request: AnyRequest, form: Fields, station_id: int) -> Done:  # noqa: ARG001
    """It stays, with all that happened there; it is counted as open no longer."""
    station = await locked(station_id)
    rules.check_closing(
        closed=station["closed_on"] is not None,
        below=await value(BELOW, station_id),
        under_way=await value(UNDER_WAY, station_id),
    )
    await Station.update({Station.closed_on: today()}).where(Station.id == station_id)
    await ledger.take_back(
        Kind.STATION_OPENED,
        Kind.STATION_STANDARD_MET,
        station=station_id,
        actor=user_of(request).id,
    )
    return Done(f"/stations/{station_id}", sentence(_("已关闭，以前的记录都留着。")))


@dataclass
class ReopeningForm:
    """`name`: another, where an open one is called so by now."""

    reason: str = ""
    name: str = ""


@change("/{station_id:int}/reopening", may(Act.STATIONS), page="/stations/{station_id}/edit")
async def reopen(request: AnyRequest, form: ReopeningForm, station_id: int) -> Done:
    """It was closed by mistake, or is needed again; what it lies under has to be open."""
    station = await locked(station_id)
    above = await value(CLOSED_ABOVE, station_id)
    reason = rules.check_reopening(
        closed=station["closed_on"] is not None, above=bool(above), reason=form.reason
    )
    name = form.name.strip() or station["name"]
    taken = bool(await value(TAKEN, name_pattern(name), station_id))
    refuse_all(name_refusals(name, "", taken=taken))
    changes: dict[Any, Any] = {Station.closed_on: None, Station.name: name}
    await Station.update(changes).where(Station.id == station_id)
    me = user_of(request).id
    await ledger.post(opened(station_id, actor=me, reason=reason))
    await settle(charter_of(request), station, me)  # what was verified is so again
    return Done(f"/stations/{station_id}", sentence(_("已重新开放。")))


async def locked(station_id: int) -> LoadedStation:
    found = await row(LOCK, station_id, of=LoadedStation)
    if found is None:
        raise NotFoundException
    return found


handlers: list[Any] = [new, open_station, edit, rename, close, reopen]
