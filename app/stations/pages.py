"""The stations as a tree with search, one station's page, and the poster for its wall."""

from io import BytesIO
from typing import Any

import segno
from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app import evidence
from app.charter import store
from app.config import settings
from app.dates import today
from app.db import county_tx
from app.evidence.files import shelf
from app.evidence.rights import rights as rights_to
from app.evidence.subjects import Subject
from app.stations import checks, editing, lacking, placing, renaming, standards
from app.stations.queries import count_by_kind, find, happenings, level_of_tree
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of, realm_of

PHOTOS = 12  # the newest; all of them stand on a page of their own


@get("/")
async def index(
    request: AnyRequest,
    q: FromQuery[str] = "",
    under: FromQuery[int | None] = None,
    after: FromQuery[int | None] = None,
) -> Template:
    words = q.strip()[:40]
    async with county_tx(readonly=True):
        above = await find(under) if under is not None else None
        stations, more = await level_of_tree(under, words, after)
        counts = await count_by_kind()
        keys = {each["kind"] for each in stations}
        known = await store.knowing(charter_of(request), station_kinds=keys)
    return Template(
        "stations/index.html",
        context={
            "stations": stations,
            "more": more,
            "above": above,
            "q": words,
            "counts": counts,
            "kinds": known.station_kinds,
        },
    )


@get("/{station_id:int}", again="strangers")
async def station_page(request: AnyRequest, station_id: FromPath[int]) -> Template:
    account, charter = request.user, charter_of(request)
    async with county_tx(readonly=True):
        context = await happenings(station := await find(station_id))
        photos = await evidence.photos_of(None, "station", [station_id], public=True)
        shows = charter.publicity.faces and station["closed_on"] is None
        faces = await faces_of(context["members"]) if shows else {}
        held = await rights_to(account, Subject.STATION, station_id)
        files = await shelf(account, Subject.STATION, station_id, held)
        rights = checks.rights(account, charter, station)
        known = await store.knowing(charter, station_kinds={station["kind"]})
        places = placing.may_place(account, station)
        placed_on = await placing.placed_on(station_id) if places else None
        standing = await checks.standing(charter, station, today(), inside=rights["inside"])
    return Template(
        "stations/show.html",
        context=context
        | standing
        | rights
        | {
            "photos": photos.get(station_id, [])[-PHOTOS:],
            "more_photos": len(photos.get(station_id, [])) > PHOTOS,
            "faces": faces,
            "shows_faces": shows,
            "files_here": files,
            "may_upload": held.adds,
            "places": places,
            "placed_on": placed_on,
            "kinds": known.station_kinds,
            "modes": {mode.key: mode.name for mode in charter.placement.modes},
            "conclusions": charter.consultations.conclusions,
        },
        headers=placing.ASKS if places else None,
    )


async def faces_of(members: list[Any]) -> dict[int, Any]:
    """One each, by member."""
    ids = [each["id"] for each in members]
    found = await evidence.photos_of(None, Subject.MEMBER, ids, public=True)
    return {member: photos[0] for member, photos in found.items()}


@get("/{station_id:int}/poster", guards=[spends("export")])
async def poster(request: AnyRequest, station_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        station = await find(station_id)
    return Template(
        "stations/poster.html",
        context={"station": station, "address": raise_address(request, station["code"])},
    )


@get("/{station_id:int}/qr.svg", guards=[spends("export")])
async def qr(request: AnyRequest, station_id: FromPath[int]) -> Response[bytes]:
    async with county_tx(readonly=True):
        station = await find(station_id)
    drawn = BytesIO()
    code: Any = segno.make(raise_address(request, station["code"]), error="m", micro=False)
    plain = {"omitsize": True, "xmldecl": False, "nl": False}
    # White of its own: black squares on a dark page are read by no phone.
    code.save(drawn, kind="svg", scale=8, border=2, light="white", **plain)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


def raise_address(request: AnyRequest, code: str) -> str:
    return f"{settings.base_url}{realm_of(request)}/raise?station={code}"


handlers: list[Any] = [index, station_page, poster, qr, *editing.handlers]
handlers += [*standards.handlers, *lacking.handlers, *renaming.handlers, *placing.handlers]
router = Router("/stations", route_handlers=handlers)
