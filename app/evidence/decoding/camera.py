"""What the camera noted beside the picture: when and where. Private; never published."""

import re
import struct
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PIL import Image

CHINA = ZoneInfo("Asia/Shanghai")
ORIENTATION, DETAILS, POSITION = 0x0112, 0x8769, 0x8825
TAKEN, DIGITISED, TAKEN_OFFSET = 0x9003, 0x9004, 0x9011
TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
DAMAGE = (ValueError, TypeError, KeyError, IndexError, OverflowError, ZeroDivisionError, OSError)


class Noted(NamedTuple):
    taken_at: datetime | None = None
    zone_known: bool = False  # else the camera's clock is taken for China's
    latitude: float | None = None
    longitude: float | None = None
    orientation: int = 1  # 1 to 8, as Exif counts them


def exif_of(opened: Image.Image) -> Image.Exif:
    """Nothing, where it is no such thing."""
    try:
        return opened.getexif()
    except (SyntaxError, struct.error, *DAMAGE):
        return Image.Exif()


def noted(exif: Any) -> Noted:
    """Cameras write nonsense, and so do people: what cannot be read is as if it were not there."""
    taken_at, zone_known = taken(readable(exif, DETAILS))
    position = readable(exif, POSITION)
    latitude, longitude = degrees(position, 1, "S", 90), degrees(position, 3, "W", 180)
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        latitude = longitude = None
    found = exif.get(ORIENTATION)
    orientation = found if found in range(1, 9) else 1
    return Noted(taken_at, zone_known, latitude, longitude, orientation)


def readable(exif: Any, part: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(part))
    except DAMAGE:
        return {}


def taken(details: dict[int, Any]) -> tuple[datetime | None, bool]:
    found = TIME.fullmatch(text(details.get(TAKEN) or details.get(DIGITISED)))
    if not found:
        return None, False
    try:
        local = datetime(*map(int, found.groups()), tzinfo=CHINA)  # type: ignore[arg-type,misc]
        offset = OFFSET.fullmatch(text(details.get(TAKEN_OFFSET)))
        if offset:
            local = local.replace(tzinfo=zone(*offset.groups()))
        return local.astimezone(UTC), offset is not None
    except (ValueError, OverflowError):
        return None, False


def zone(sign: str, hours: str, minutes: str) -> timezone:
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if sign == "-" else ahead)


def text(found: Any) -> str:
    return str(found or "").strip("\x00 ")


def degrees(position: dict[int, Any], tag: int, below: str, most: int) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in position[tag + 1])
        found = whole + minutes / 60 + seconds / 3600
        if text(position.get(tag)).upper() == below:
            found = -found
    except DAMAGE:
        return None
    return round(found, 6) if abs(found) <= most else None  # not a number is not below either
