"""What the overview says of two quarters, made of counts. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from app.ledger.kinds import Kind
from app.ledger.measures import quarter_of
from app.regions.quarters import quarter_after

Count = Mapping[str, Any]  # as app/ledger/figures.py has it

EARLIEST = date(2000, 1, 1)


class Flow(NamedTuple):
    """Entries of a kind, perhaps of one result only."""

    kind: Kind
    result: str = ""

    @property
    def narrowed(self) -> str:
        """SQL, of an entry."""
        return f"\"result\" = '{self.result}'" if self.result else "true"


# By the words that stand in addresses.
FLOWS = {
    "raised": Flow(Kind.TOPIC_RAISED),
    "accepted": Flow(Kind.TOPIC_ACCEPTED),
    "consultations": Flow(Kind.CONSULTATION_FILED),
    "settled": Flow(Kind.TOPIC_SETTLED),
    "answered": Flow(Kind.TOPIC_ANSWERED),
    "solved": Flow(Kind.TOPIC_SOLVED),
    "due": Flow(Kind.COMMITMENT_DUE),
    "on-time": Flow(Kind.COMMITMENT_DONE_ON_TIME),
    "reopened": Flow(Kind.TOPIC_REOPENED),
    "ratings": Flow(Kind.RATING_GIVEN),
    "unsolved": Flow(Kind.RATING_GIVEN, "not_solved"),
}
RATED = {name for name, flow in FLOWS.items() if flow.kind is Kind.RATING_GIVEN}


class Pair(NamedTuple):
    """Of this quarter and of the one before it."""

    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


class Rated(NamedTuple):
    """How many ratings, how many stars all together, how many said that nothing was solved."""

    n: int = 0
    stars: int = 0
    unsolved: int = 0

    @property
    def average(self) -> float | None:
        """Stars, to one place; None: nobody rated."""
        return round(self.stars / self.n, 1) if self.n > 0 else None


def both(day: date) -> tuple[date, date]:
    """The first days of the quarter in which a day lies and of the one before."""
    this = quarter_of(day)
    return this, quarter_after(this, -1)


def last_day(quarter: date) -> date:
    return date.fromordinal(quarter_after(quarter, 1).toordinal() - 1)


def flows(found: Iterable[Count], this: date, last: date) -> dict[str, Pair]:
    """By name: those that are counted one by one."""
    n: dict[tuple[str, date], int] = {}
    for each in found:
        if each["by"] == "quarter":
            key = each["kind"], each["since"]
            n[key] = n.get(key, 0) + each["n"]
    return {
        name: Pair(n.get((flow.kind, this), 0), n.get((flow.kind, last), 0))
        for name, flow in FLOWS.items()
        if name not in RATED
    }


def rated(found: Iterable[Count], quarter: date) -> Rated:
    """A count's part says result and stars; its sum is of stars, so that what was taken back is not
    in it.
    """
    n = stars = unsolved = 0
    for each in found:
        if each["by"] != "rated" or each["since"] != quarter:
            continue
        result, _blank, of_each = each["part"].rpartition(" ")
        given = each["n"] // int(of_each)
        n, stars = n + given, stars + each["n"]
        unsolved += given if result == "not_solved" else 0
    return Rated(n, stars, unsolved)


def ratings(now: Rated, before: Rated) -> dict[str, Pair]:
    return {
        "ratings": Pair(now.n, before.n),
        "unsolved": Pair(now.unsolved, before.unsolved),
    }


def active(found: Iterable[Count], quarter: date) -> list[int]:
    """Stations where something stands that happened in the quarter."""
    sums: dict[tuple[str, str], int] = {}
    for each in found:
        if each["by"] == "active" and each["since"] == quarter:
            key = each["part"], each["kind"]
            sums[key] = sums.get(key, 0) + each["n"]
    return sorted({int(station) for (station, _kind), n in sums.items() if n > 0})


def share(part: int, whole: int) -> int | None:
    """Per cent, rounded; None of nothing."""
    return round(100 * part / whole) if whole > 0 else None


def quarter_asked(quarter: date | None, day: date) -> date | None:
    """Of an address: none that has not begun."""
    return quarter if quarter is not None and EARLIEST <= quarter <= day else None
