"""Opening, changing and closing stations. For the county's office."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Template

from app import ledger
from app.access.roles import Act, may
from app.charter.model import Level
from app.dates import today
from app.db import county_in_tx, county_tx, row, rows, value
from app.divisions.search import place_and_below
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused, refuse_all
from app.stations import rules
from app.stations.codes import new_code
from app.stations.entries import opened
from app.stations.queries import find
from app.stations.rules import Parent, name_refusals, place_refusals
from app.stations.tables import Station
from app.text.search import name_pattern
from app.web.fields import id_in
from app.web.idempotency import once, remember, seen_before
from app.web.requests import AnyRequest, charter_of, to, user_of

PARENTS = """
    SELECT "id", "name", "level" FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND "level" IN ('county', 'township')
    ORDER BY "division", "id" LIMIT 200
"""
TAKEN = """
    SELECT EXISTS (SELECT FROM "station" WHERE "station"."county" = $1 AND "name" ~* $2
                   AND "closed_on" IS NULL AND "id" <> $3)
"""
# Locked, so that nothing is opened under a station, or raised at it, while it closes.
LOCK = """
    SELECT "id", "kind", "level", "lineage", "division", "closed_on" FROM "station"
    WHERE "station"."county" = $1 AND "id" = $2 FOR UPDATE
"""
BELOW = """
    SELECT count(*) FROM "station"
    WHERE "station"."county" = $1 AND "parent" = $2 AND "closed_on" IS NULL
"""
UNDER_WAY = """
    SELECT count(*) FROM "topic" WHERE "topic"."county" = $1 AND "station" = $2
      AND "stage" NOT IN ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')
"""


@dataclass
class OpenForm:
    kind: str = ""
    name: str = ""
    parent: str = ""
    division: str = ""
    address: str = ""
    once: str = ""


@dataclass
class ChangeForm:
    name: str = ""
    address: str = ""
    once: str = ""


@dataclass
class CloseForm:
    once: str = ""


@get("/new", guards=[may(Act.STATIONS)])
async def new(request: AnyRequest, parent: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        above = await find(parent) if parent else None
        divisions = await divisions_for(above)
        parents = await rows(PARENTS)
    if above and above["id"] not in {each["id"] for each in parents}:
        parents = [above, *parents]
    return Template(
        "stations/new.html",
        context={
            "above": above,
            "divisions": divisions,
            "parents": parents,
            "kinds": charter_of(request).stations.kinds,
            "once": once(),
        },
    )


@post("/", status_code=200, guards=[may(Act.STATIONS)])
async def open_station(request: AnyRequest, data: URLEncodedBody[OpenForm]) -> Response[Any]:
    charter = charter_of(request)
    async with county_tx():
        before = await seen_before(data.once)
        if before is not None:
            return to(request, before)
        above = await parent_called(data.parent)
        parent = Parent(Level(above["level"]), above["closed_on"] is None) if above else None
        taken = bool(await value(TAKEN, name_pattern(data.name), 0))
        refuse_all(
            [
                *place_refusals(charter, data.kind, parent),
                *name_refusals(data.name, data.address, taken=taken),
            ]
        )
        divisions = [each["code"] for each in await divisions_for(above)]
        standing = above["division"] if above else f"{county_in_tx()}"
        station = Station(
            kind=data.kind,
            level=str(charter.station_kinds[data.kind].level),
            name=data.name.strip(),
            division=data.division if data.division in divisions else standing,
            parent=above["id"] if above else None,
            lineage=[],
            address=data.address.strip(),
            opened_on=today(),
            code=new_code(),
        )
        await Station.insert(station)
        lineage = [*(above["lineage"] if above else []), station.id]
        await Station.update({Station.lineage: lineage}).where(Station.id == station.id)
        await ledger.post(opened(station.id, actor=user_of(request).id))
        await remember(data.once, f"/stations/{station.id}")
    return to(request, f"/stations/{station.id}")


@get("/{station_id:int}/edit", guards=[may(Act.STATIONS)])
async def edit(station_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        station = await find(station_id)
    return Template("stations/edit.html", context={"station": station, "once": once()})


@post("/{station_id:int}", status_code=200, guards=[may(Act.STATIONS)])
async def change(
    request: AnyRequest, station_id: FromPath[int], data: URLEncodedBody[ChangeForm]
) -> Response[Any]:
    async with county_tx():
        if await seen_before(data.once, f"/stations/{station_id}") is None:
            station = await find(station_id)
            if station["closed_on"]:
                raise Refused(_("已经关闭。"))
            taken = bool(await value(TAKEN, name_pattern(data.name), station_id))
            refuse_all(name_refusals(data.name, data.address, taken=taken))
            await Station.update(
                {Station.name: data.name.strip(), Station.address: data.address.strip()}
            ).where(Station.id == station_id)
    return to(request, f"/stations/{station_id}")


@post("/{station_id:int}/closing", status_code=200, guards=[may(Act.STATIONS)])
async def close(
    request: AnyRequest, station_id: FromPath[int], data: URLEncodedBody[CloseForm]
) -> Response[Any]:
    """It stays, with all that happened there; it is counted as open no longer."""
    async with county_tx():
        if await seen_before(data.once, f"/stations/{station_id}") is None:
            await find(station_id)
            station = await row(LOCK, station_id)
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
    return to(request, f"/stations/{station_id}")


async def parent_called(text: str) -> Any:
    """Locked. None: it shall lie under nothing."""
    if not text.strip():
        return None
    found = await row(LOCK, id_in(text))
    if found is None:
        raise Refused(_("没有这个上级。"), "parent")
    return found


async def divisions_for(above: Any) -> list[Any]:
    """Where a station may stand: where its parent stands, or a place right under that."""
    return await place_and_below(above["division"] if above else f"{county_in_tx()}")


handlers: list[Any] = [new, open_station, edit, change, close]
