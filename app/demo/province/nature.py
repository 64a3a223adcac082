"""What each county of a simulated province is like: drawn from the seed, so that they differ as
real ones do, and are the same wherever they are drawn. Only sums and products of random numbers are
used: logarithms and powers end in other digits on other machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from app.charter import presets
from app.demo.scene import Habits
from app.ledger.measures import ITEM_OF

ITEMS = tuple(dict.fromkeys(ITEM_OF.values()))
FEWEST, MOST = 60, 1400  # consultations in three years: 雁江's 263 in one and a half, 新绛's 1400


class Lot(StrEnum):
    """What makes a county stand out; most have none."""

    SILENT = "silent"  # worked, and then no more
    FEW = "few"  # so few records that their shares mean little
    KEEPS = "keeps"  # shares nothing
    SOME = "some"  # shares some items only


# So many of every thousand counties.
SHARES = {Lot.SILENT: 11, Lot.FEW: 33, Lot.KEEPS: 14, Lot.SOME: 60}


SPANS = {
    "growth": (1.0, 4.0), "pilot": (0.25, 0.6), "covered": (0.55, 1.15), "met": (0.2, 0.97),
    "placed": (0.72, 0.99), "accepted": (0.6, 0.95), "again": (0.03, 0.25), "hard": (0.0, 0.06),
    "adopted": (0.6, 0.98), "on_time": (0.5, 0.98), "content": (0.78, 0.99), "rated": (0.35, 0.95),
    "spoken": (0.2, 0.9), "typical": (0.03, 0.3), "elsewhere": (0.05, 0.5), "slow": (0.5, 1.8),
}  # fmt: skip
RURAL = (0.3, 0.85), (0.12, 0.25)  # 18 % at 雁江, which calls it a failing of its own


@dataclass(frozen=True, kw_only=True)
class Nature(Habits):
    preset: str
    lot: Lot | None
    consultations: int
    stations: int
    members: int
    begins: date
    ends: date  # nothing happens after it
    growth: float  # how much more there is in the end than in the beginning
    pilot: float  # share of the stations that are there from the beginning
    covered: float  # share of the townships that get a station; many have one in each
    met: float  # share of the stations that come to meet the standard
    placed: float  # of the members
    rural: float  # of those placed
    accepted: float
    again: float  # that a sitting ends without agreement, and another follows
    hard: float  # that it is referred in the end
    adopted: float
    content: float  # ratings that say it is solved
    typical: float
    elsewhere: float  # other forms than sitting together; with some never
    publishes: bool
    says_people: bool
    items: tuple[str, ...]  # that it shares


def between(rng: Random, low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def lots(codes: Sequence[str], seed: int) -> dict[str, Lot]:
    """For the whole region, so that a county's does not depend on how many are built."""
    drawn = sorted(codes)
    Random(f"{seed} lots").shuffle(drawn)  # noqa: S311  # the same every time
    found: dict[str, Lot] = {}
    for lot, share in SHARES.items():
        for _each in range((len(codes) * share + 500) // 1000):
            found[drawn[len(found)]] = lot
    return found


def nature(  # noqa: PLR0917
    code: str, place: int, lot: Lot | None, seed: int, density: float, years: int, today: date
) -> Nature:
    """`place`: in the order of building, by which the presets take turns."""
    rng = Random(f"{seed} {code}")  # noqa: S311  # the same every time
    some = rng.random()
    size = FEWEST + (MOST - FEWEST) * some * (some + rng.random()) / 2  # mean 450
    stations = round(min(max(min(density, 1) * size / between(rng, 3, 9), 12), 180))
    consultations = max(2, round(size * density * years / 3))
    if lot is Lot.FEW:
        consultations, stations = rng.randint(2, 20), rng.randint(5, 14)
    ends = today - timedelta(days=rng.randint(240, 330) if lot is Lot.SILENT else 0)
    slugs = presets.slugs()
    drawn = {name: between(rng, *span) for name, span in SPANS.items()}
    drawn["elsewhere"] *= rng.random() > 0.15
    drawn["rural"] = between(rng, *RURAL[rng.random() < 0.3])
    return Nature(
        preset=slugs[place % len(slugs)],
        lot=lot,
        consultations=consultations,
        stations=stations,
        members=rng.randint(150, 260),
        begins=today - timedelta(days=round(years * 365.25)),
        ends=ends,
        coming=rng.randint(1, 4),
        citizens=rng.randint(4, 11),
        publishes=rng.random() < 0.85,
        says_people=rng.random() < 0.88,
        items=shared(lot, rng),
        **drawn,
    )


def shared(lot: Lot | None, rng: Random) -> tuple[str, ...]:
    if lot is Lot.KEEPS:
        return ()
    if lot is Lot.SOME:
        kept = rng.sample(ITEMS, rng.randint(2, len(ITEMS) - 2))
        return tuple(item for item in ITEMS if item in kept)
    return ITEMS
