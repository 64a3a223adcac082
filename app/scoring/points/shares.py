"""What several people get of what they did together. Pure."""

import re
from decimal import Decimal

from app.charter.sheets import Indicator
from app.scoring.points.decimals import exact, half_up

FINEST = 2
PLACE = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")


def placed(role: str) -> tuple[int, int]:
    """ "2/3": the second of three. Whoever has no place, as in what is not shared, did it alone."""
    found = PLACE.fullmatch(role)
    place, of = (int(found[1]), int(found[2])) if found else (1, 1)
    return (place, of) if place <= of else (1, 1)


def share(indicator: Indicator, place: int, of: int, decimals: int = FINEST) -> Decimal:
    """What one of `of` gets, who was the `place`th. In the finest that the sheet shows, hundredths
    at most, and what is left over goes to the first of those among whom it is divided: all shares
    together are the whole, as they are shown. ValueError: there is no such place.
    """
    if not 1 <= place <= of:
        raise ValueError(place)
    whole, unit = exact(indicator.points), Decimal(1).scaleb(-min(decimals, FINEST))
    if indicator.share == "fixed":
        return whole if place == 1 else exact(indicator.other)
    if of == 1:
        return whole
    if indicator.share == "first_half":
        half = half_up(whole / 2, min(decimals, FINEST))
        return half if place == 1 else divided(whole - half, place - 1, of - 1, unit)
    return divided(whole, place, of, unit)


def divided(whole: Decimal, place: int, of: int, unit: Decimal) -> Decimal:
    each = Decimal(int(whole / unit) // of) * unit
    return whole - each * (of - 1) if place == 1 else each
