"""Exact numbers: as they were written, said without zeros at the end; rounding is half up. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

ZERO, ONE = Decimal(0), Decimal(1)
UNITS = [ONE.scaleb(-decimals) for decimals in range(9)]


@lru_cache(4096)  # the marks and caps of a few hundred indicators, for each of many subjects
def exact(number: float | None) -> Decimal:
    """As it was written: 0.1 is a tenth."""
    return Decimal(repr(number)) if number is not None else ZERO


def plain(number: Decimal) -> str:
    """Without an exponent, without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_up(number: Fraction | Decimal, decimals: int) -> Decimal:
    """Exactly: a third is no 0.333…, so that 7/12 ÷ 0.8 × 12 = 8.75 becomes 8.8."""
    if isinstance(number, Decimal):
        found = number.quantize(UNITS[decimals], ROUND_HALF_UP)
        return found or abs(found)  # no −0.0
    above, below = abs(number.numerator) * 10**decimals, number.denominator
    whole = (2 * above + below) // (2 * below)
    return Decimal(whole if number >= 0 else -whole).scaleb(-decimals)
