"""Small charts, drawn as SVG by templates/scoring/_trend.html. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

HIGH, WIDE = 100, 432  # of the chart, in its own units
FEW = 6  # of these each has a sixth of it; of more each has less


class Bar(NamedTuple):
    short: str  # under it
    said: str  # to who cannot see it
    total: Decimal | int
    middle: float
    width: float
    height: int

    @property
    def left(self) -> float:
        return self.middle - self.width / 2


def bars(found: Sequence[tuple[str, str, Decimal | int]]) -> list[Bar]:
    """Against the highest of them."""
    most = max((total for _short, _said, total in found), default=0)
    each = WIDE / max(len(found), FEW)
    return [
        Bar(short, said, total, (place + 0.5) * each, each * 2 / 3, height(total, most))
        for place, (short, said, total) in enumerate(found)
    ]


def height(total: Decimal | int, most: Decimal | int) -> int:
    return max(round(HIGH * total / most), 1) if total > 0 else 0
