"""Half up, as people reckon, never to the even neighbour; said without an exponent."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.scoring.points.decimals import ONE, ZERO, exact, half_up, plain


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("0.25", 1, "0.3"),
        ("0.35", 1, "0.4"),
        ("0.249", 1, "0.2"),
        ("12.345", 2, "12.35"),
        ("-2.5", 0, "-3"),
        ("-0.25", 1, "-0.3"),
        ("-0.04", 1, "0.0"),
        ("7", 2, "7.00"),
    ],
)
def test_a_half_is_rounded_away_from_nothing(number: str, decimals: int, rounded: str) -> None:
    assert str(half_up(Decimal(number), decimals)) == rounded
    assert half_up(Fraction(number), decimals) == Decimal(rounded)


def test_a_third_is_a_third() -> None:
    assert half_up(Fraction(1, 3), 4) == Decimal("0.3333")
    assert half_up(Fraction(2, 3), 4) == Decimal("0.6667")
    assert half_up(Fraction(-2, 3), 1) == Decimal("-0.7")


def test_numbers_are_those_that_were_written() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert exact(None) == ZERO == 0
    assert ONE == 1
    assert half_up(Decimal("0.123456785"), 8) == Decimal("0.12345679")
    assert [plain(Decimal(each)) for each in ("10", "1E+2", "2.50", "0.0", "-6.0")] == [
        "10", "100", "2.5", "0", "-6",
    ]  # fmt: skip
