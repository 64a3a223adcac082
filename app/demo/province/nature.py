"""What each county of a simulated province is like: drawn from the seed, so that they differ as
real ones do, and are the same wherever they are drawn. Only sums and products of random numbers are
used: logarithms and powers end in other digits on other machines.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from msgspec.structs import asdict

from app.charter import presets
from app.demo.county import Demo, Figures, Habits, demos
from app.ledger.measures import ITEM_OF

ITEMS = tuple(dict.fromkeys(ITEM_OF.values()))
FEWEST, MOST = 60, 1400  # consultations in three years, as the articles' counties have them


class Lot(StrEnum):
    """What makes a county stand out; most have none."""

    SILENT = "silent"  # worked, and then no more
    FEW = "few"  # so few records that their shares mean little
    KEEPS = "keeps"  # shares nothing
    SOME = "some"  # shares some items only


# So many of every thousand counties.
SHARES = {Lot.SILENT: 11, Lot.FEW: 33, Lot.KEEPS: 14, Lot.SOME: 60}
HABITS = {
    "growth": (1.0, 4.0), "pilot": (0.25, 0.6), "covered": (0.55, 1.15), "met": (0.2, 0.97),
    "placed": (0.72, 0.99), "on_time": (0.5, 0.98), "reopened": (0.01, 0.22), "rated": (0.35, 0.95),
    "spoken": (0.2, 0.9), "elsewhere": (0.05, 0.5), "slow": (0.5, 1.8),
}  # fmt: skip
RURAL = (0.3, 0.85), (0.12, 0.25)  # one of the articles has 18 % and calls it a failing
# Shares of what was accepted, but for `accepted` itself; `again`: sittings that another follows.
ENDS = {
    "accepted": (0.6, 0.95), "again": (0.03, 0.25), "hard": (0.0, 0.06), "adopted": (0.6, 0.98),
    "typical": (0.03, 0.3),
}  # fmt: skip


class Nature(Demo, kw_only=True):
    lot: Lot | None
    publishes: bool
    says_people: bool
    items: list[str]  # that it shares


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
    county: Any, slug: str, place: int, lot: Lot | None, seed: int, density: float, years: int,
    today: date,
) -> Nature:  # fmt: skip
    """`county`: code and name. `place`: in the order of building, by which the presets take
    turns.
    """
    rng = Random(f"{seed} {county['code']}")  # noqa: S311  # the same every time
    some = rng.random()
    size = FEWEST + (MOST - FEWEST) * some * (some + rng.random()) / 2  # mean 450
    stations = round(min(max(min(density, 1) * size / between(rng, 3, 9), 12), 180))
    consultations = max(2, round(size * density * years / 3))
    if lot is Lot.FEW:
        consultations, stations = rng.randint(2, 20), rng.randint(5, 14)
    members, slugs = rng.randint(150, 260), presets.slugs()
    preset = demos()[slugs[place % len(slugs)]]
    of_preset = {name: asdict(preset)[name] for name in ("preset", "home", "departments")}
    return Nature(
        **of_preset,
        slug=slug,
        code=int(county["code"]),
        name=county["name"],
        months=years * 12,
        ends=today - timedelta(days=rng.randint(240, 330) if lot is Lot.SILENT else 0),
        habits=habits(rng),
        sectors=preset.sectors,
        members=members,
        standing=members // 6,
        figures=figures(consultations, stations, rng),
        stations=[],
        levels={},
        lot=lot,
        publishes=rng.random() < 0.85,
        says_people=rng.random() < 0.88,
        items=shared(lot, rng),
    )


def habits(rng: Random) -> Habits:
    drawn = {name: between(rng, *span) for name, span in HABITS.items()}
    drawn["elsewhere"] *= rng.random() > 0.15
    drawn["rural"] = between(rng, *RURAL[rng.random() < 0.3])
    return Habits(coming=rng.randint(1, 4), citizens=rng.randint(4, 11), **drawn)


def figures(consultations: int, stations: int, rng: Random) -> Figures:
    """What becomes of as many matters as bring about so many consultations."""
    of = {name: between(rng, *span) for name, span in ENDS.items()}
    topics = round(consultations / (1 + of["again"])) or 1
    away = topics * (1 / of["accepted"] - 1)
    referred, unadopted = round(topics * of["hard"]), round(topics * (1 - of["adopted"]))
    closed = topics - referred - unadopted
    settled = round(away * 0.3)
    return Figures(
        consultations=consultations,
        solved=closed + settled,
        referred=referred,
        unadopted=unadopted,
        settled=settled,
        declined=round(away * 0.55),
        typical=round(closed * of["typical"]),
        stations=stations,
    )


def shared(lot: Lot | None, rng: Random) -> list[str]:
    if lot is Lot.KEEPS:
        return []
    if lot is Lot.SOME:
        kept = rng.sample(ITEMS, rng.randint(2, len(ITEMS) - 2))
        return [item for item in ITEMS if item in kept]
    return list(ITEMS)
