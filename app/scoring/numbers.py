"""Exact numbers: as they were written, rounded half up, said without zeros at the end. Pure."""

from decimal import Decimal
from fractions import Fraction

ZERO, ONE = Decimal(0), Decimal(1)


def exact(number: float | None) -> Decimal:
    """As it was written: 0.1 is a tenth."""
    return Decimal(repr(number)) if number is not None else ZERO


def plain(number: Decimal) -> str:
    """Without an exponent, without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_up(number: Fraction | Decimal, decimals: int) -> Decimal:
    """Exactly: a third is no 0.333…, so that 7/12 ÷ 0.8 × 12 = 8.75 becomes 8.8."""
    scaled = Fraction(number) * 10**decimals
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)
