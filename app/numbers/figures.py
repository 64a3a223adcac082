"""The figures of the numbers page: what each counts, and all of them in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.ledger.few import few, stepped, withheld
from app.ledger.figures import Count, Within, counts
from app.ledger.kinds import Kind

FIGURES = {kind.about.figure: kind for kind in Kind if kind.about.figure}
KINDS = {str(kind): kind for kind in Kind}  # by what is stored: an enum is asked for more slowly
STOCKS = (Kind.STATION_OPENED, Kind.STATION_STANDARD_MET)  # what stands at a year's end

# Beginnings of ids that end in what is counted: stations-village, consultations-form-meeting.
# The longer ones first.
PARTS = {
    "stations-kind-": (Kind.STATION_OPENED, "station_kind"),
    "stations-": (Kind.STATION_OPENED, "level"),
    "consultations-level-": (Kind.CONSULTATION_FILED, "level"),
    "consultations-form-": (Kind.CONSULTATION_FILED, "form"),
    "consultations-conclusion-": (Kind.CONSULTATION_FILED, "result"),
}

NAMES = ("", "level", "station_kind", "form", "result", "month")


@dataclass
class Figures:
    """`year` None: of all time. Stations are those that were open at the year's end."""

    year: int | None
    of: dict[Kind, int] = field(default_factory=dict)
    by: dict[tuple[Kind, str], dict[Any, int]] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    by_year: dict[Kind, dict[int, int]] = field(default_factory=dict)  # whatever the year

    def __getitem__(self, name: str) -> int:
        """By the id that stands on the page."""
        kind, column, part = meaning(name) or (None, None, None)
        if kind is None:
            raise KeyError(name)
        return self.of.get(kind, 0) if column is None else self.parts(kind, column).get(part, 0)

    def parts(self, kind: Kind, column: str) -> dict[Any, int]:
        return self.by.get((kind, column), {})

    def told(self, name: str, *, stranger: bool) -> int | None:
        """Of persons strangers read it in steps. None: it is about few, or would tell how few they
        were in another year.
        """
        kind = FIGURES.get(name)
        if kind is None or not (stranger and kind.about.persons):
            return self[name]
        return None if not_told(self.by_year.get(kind, {}), self.year) else stepped(self[name])

    def share(self, part: str, whole: str) -> int | None:
        """Per cent, rounded; None of nothing."""
        return round(100 * self[part] / self[whole]) if self[whole] else None


def not_told(by_year: Mapping[int, int], year: int | None) -> bool:
    """To strangers, of a year or all of them. Pure."""
    return few(sum(by_year.values())) or (year is not None and year in withheld(by_year))


def meaning(name: str) -> tuple[Kind, str | None, str] | None:
    """An id → the kind that it counts, and the column and value it is narrowed to."""
    if name in FIGURES:
        return FIGURES[name], None, ""
    for beginning, (kind, column) in PARTS.items():
        if name.startswith(beginning):
            return kind, column, name.removeprefix(beginning)
    return None


def span(name: str, year: int | None) -> tuple[date, date]:
    """First and last day of what a figure counts in a year."""
    if year is None:
        return date.min, date.max
    kind, _by, _part = meaning(name) or (None, None, "")
    return date.min if kind in STOCKS else date(year, 1, 1), date(year, 12, 31)


ON_THE_FRONT = ("stations", "consultations", "solved", "member-attendances")


async def headline(*, stranger: bool) -> dict[str, int | None]:
    """The few figures of a county's front page, by id, as who asks reads the lists behind them.
    Within the caller's transaction.
    """
    kinds = [FIGURES[name] for name in ON_THE_FRONT]
    found = gathered(await counts([""], kinds, public=stranger), None)
    return {name: found.told(name, stranger=stranger) for name in ON_THE_FRONT}


async def figures(year: int | None = None, *, public: bool = False) -> Figures:
    """Within the caller's transaction, in one query. `public`: as strangers read them."""
    return gathered(await counted(year, public=public), year)


async def counted(year: int | None, *, public: bool) -> list[Count]:
    """What `figures` are put together from."""
    kinds = list(dict.fromkeys(FIGURES.values()))
    first, until = (date(year, 1, 1), date(year, 12, 31)) if year else (date.min, date.max)
    names = NAMES if year else [name for name in NAMES if name != "month"]  # a year has months
    return await counts(names, kinds, within=Within(first, until, STOCKS), public=public)


def gathered(found: Sequence[Count], year: int | None) -> Figures:
    """Pure."""
    of, years = Figures(year), set()
    for each in found:
        kind, by, since, n = KINDS[each["kind"]], each["by"], each["since"], each["n"]
        if not by:
            years.add(since.year)
            before = of.by_year.setdefault(kind, {})
            before[since.year] = before.get(since.year, 0) + n
        if not counts_in(kind, since.year, year):
            continue
        if not by:
            of.of[kind] = of.of.get(kind, 0) + n
        else:
            part = since.month if by == "month" else each["part"]
            parts = of.by.setdefault((kind, by), {})
            parts[part] = parts.get(part, 0) + n
    of.by = {key: {part: n for part, n in own.items() if n} for key, own in of.by.items()}
    of.years = sorted(years, reverse=True)
    return of


def counts_in(kind: Kind, of: int, year: int | None) -> bool:
    """Whether what happened in the year `of` counts in this one. Pure."""
    return year is None or of == year or (kind in STOCKS and of < year)
