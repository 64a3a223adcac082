"""Where stations are and which is nearest. Pure. Degrees of WGS-84, as phones say them: nothing
here is drawn on a map of another system.
"""

from collections.abc import Iterable
from math import asin, atan2, cos, degrees, isfinite, radians, sin, sqrt
from typing import NamedTuple, TypeVar

from app.i18n import _
from app.refusal import Refused

EARTH = 6_371_000  # metres
MOST = 5
FARTHEST = 50_000  # metres; whoever is farther away is elsewhere
ROUGHEST = 200  # metres: a phone that knows its place less well does not know where it stands
# Around China: what lies outside was not measured.
LATITUDES, LONGITUDES = (3.0, 54.0), (73.0, 136.0)

UNKNOWN = _("没有取得位置。请在室外再试一次。")
TOO_ROUGH = _("位置不够准（误差 %(n)s 米）。请走到室外，等一会儿再试。")


class Place(NamedTuple):
    latitude: float
    longitude: float


T = TypeVar("T")


def place_in(latitude: str, longitude: str) -> Place | None:
    """What was sent; None: no place around here."""
    try:
        found = Place(float(latitude), float(longitude))
    except ValueError:
        return None
    if not all(map(isfinite, found)):
        return None
    north = LATITUDES[0] <= found.latitude <= LATITUDES[1]
    return found if north and LONGITUDES[0] <= found.longitude <= LONGITUDES[1] else None


def check_place(latitude: str, longitude: str, accuracy: str) -> Place:
    """Of a station: only as well as a phone knows it that stands there."""
    place = place_in(latitude, longitude)
    try:
        rough = float(accuracy)
    except ValueError:
        rough = -1.0
    if place is None or not 0 <= rough < 1e7:
        raise Refused(UNKNOWN)
    if rough > ROUGHEST:
        raise Refused(TOO_ROUGH, n=round(rough))
    return place


def metres(one: Place, other: Place) -> float:
    """Along the surface of the earth."""
    a, b = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def nearest(place: Place, others: Iterable[tuple[T, Place]]) -> list[tuple[T, int]]:
    """Up to `MOST`, the nearest first, each with its metres."""
    away = [(metres(place, each), one) for one, each in others]
    near = sorted(
        ((round(far), one) for far, one in away if far <= FARTHEST), key=lambda each: each[0]
    )
    return [(one, far) for far, one in near[:MOST]]


TOWARD = (_("北"), _("东北"), _("东"), _("东南"), _("南"), _("西南"), _("西"), _("西北"))


def toward(one: Place, other: Place) -> str:
    """From one to the other: a msgid of one of eight directions."""
    a, b = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    turned = degrees(atan2(sin(east) * cos(b), cos(a) * sin(b) - sin(a) * cos(b) * cos(east)))
    return TOWARD[round(turned / 45) % 8]


def told(far: int) -> tuple[str, str]:
    """→ a number as people say distances, and its unit: m or km."""
    if far < 1000:
        return str(max(10, round(far, -1))), "m"
    return f"{far / 1000:.1f}", "km"
