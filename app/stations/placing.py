"""A station's place: taken by its keeper standing there, asked for by whoever looks for the
nearest.
"""

from dataclasses import dataclass
from typing import Any, TypedDict

from litestar.exceptions import PermissionDeniedException

from app.access.roles import KEEPERS, Account, Act, may
from app.dates import today
from app.db import rows
from app.i18n import _
from app.refusal import Refused
from app.stations import editing
from app.stations.places import UNKNOWN, Place, check_place, nearest, place_in, told, toward
from app.stations.tables import LoadedStation, Station
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

NOT_ITS_KEEPER = _("位置由管这里的人到现场记。")
# This page may ask for the phone's place, when somebody taps for it; all others may not.
ASKS = {"permissions-policy": "camera=(self), geolocation=(self), microphone=()"}
PLACED = """
    SELECT "id", "code", "name", "latitude", "longitude" FROM "station"
    WHERE "station"."county" = $1 AND "latitude" IS NOT NULL AND "closed_on" IS NULL
"""
OF = """
    SELECT "placed_on" FROM "station" WHERE "station"."county" = $1 AND "id" = $2
"""


class Near(TypedDict):
    id: int
    code: str
    name: str
    far: str
    unit: str
    toward: str  # from the station: where whoever asks is


@dataclass
class PlaceForm:
    """As a script fills it in."""

    latitude: str = ""
    longitude: str = ""
    accuracy: str = ""


@dataclass
class HereForm:
    """Of whoever looks for what is nearest."""

    latitude: str = ""
    longitude: str = ""

    def place(self) -> Place:
        found = place_in(self.latitude, self.longitude)
        if found is None:
            raise Refused(UNKNOWN)
        return found


def may_place(account: Account | None, station: LoadedStation) -> bool:
    keeps = account is not None and bool(account.at(KEEPERS, station["lineage"]))
    return keeps and station["closed_on"] is None


@change("/{station_id:int}/place", may(Act.STANDARD), page="/stations/{station_id}")
async def place(request: AnyRequest, form: PlaceForm, station_id: int) -> Done:
    me, station = user_of(request), await editing.locked(station_id)
    if not me.at(KEEPERS, station["lineage"]):
        raise PermissionDeniedException(NOT_ITS_KEEPER)
    if station["closed_on"]:
        raise Refused(_("已经关闭。"))
    found = check_place(form.latitude, form.longitude, form.accuracy)
    await Station.update(
        {
            Station.latitude: found.latitude,
            Station.longitude: found.longitude,
            Station.placed_on: today(),
            Station.placed_by: me.id,
        }
    ).where(Station.id == station_id)
    return Done(f"/stations/{station_id}", sentence(_("位置已记下，群众可以按远近找到这里。")))


async def near(here: Place) -> list[Near]:
    """Open stations whose place is known, the nearest first. Within the caller's transaction."""
    found: list[Any] = await rows(PLACED)
    placed = [(each, Place(each["latitude"], each["longitude"])) for each in found]
    shown: list[Near] = []
    for each, far in nearest(here, placed):
        number, unit = told(far)
        at = Place(each["latitude"], each["longitude"])
        shown.append(
            {"id": each["id"], "code": each["code"], "name": each["name"], "far": number,
             "unit": unit, "toward": toward(at, here)}
        )  # fmt: skip
    return shown


async def any_placed() -> bool:
    return bool(await rows(f"{PLACED} LIMIT 1"))


async def placed_on(station: int) -> Any:
    return next((each["placed_on"] for each in await rows(OF, station)), None)


handlers = [place]
