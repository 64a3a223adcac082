"""The figures of the numbers page: what each counts, and all of them in one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.db import rows
from app.ledger.few import few, stepped, withheld
from app.ledger.kinds import Kind

FIGURES = {kind.about.figure: kind for kind in Kind if kind.about.figure}

# Beginnings of ids that end in what is counted: stations-village, consultations-form-meeting.
# The longer ones first.
PARTS = {
    "stations-kind-": (Kind.STATION_OPENED, "station_kind"),
    "stations-": (Kind.STATION_OPENED, "level"),
    "consultations-level-": (Kind.CONSULTATION_FILED, "level"),
    "consultations-form-": (Kind.CONSULTATION_FILED, "form"),
    "consultations-conclusion-": (Kind.CONSULTATION_FILED, "result"),
}

# One pass over the ledger. `grouping` says which column a row is about: the one with a zero bit.
QUERY = """
    SELECT "kind", "level", "station_kind", "form", "result", year, month,
           grouping("level", "station_kind", "form", "result", year, month) AS about,
           coalesce(sum("quantity") FILTER (
               WHERE $2::int IS NULL OR year = $2 OR (year < $2 AND "kind" LIKE 'station.%')
           ), 0)::bigint AS quantity,
           sum("quantity")::bigint AS ever
    FROM (SELECT *, extract(year FROM "happened_on")::int AS year,
                 CASE WHEN "kind" = 'consultation.filed'
                      THEN extract(month FROM "happened_on")::int END AS month
          FROM "ledger" WHERE "ledger"."county" = $1 AND "kind" = ANY($3::text[])) AS entry
    GROUP BY GROUPING SETS (("kind", "level"), ("kind", "station_kind"), ("kind", "form"),
                            ("kind", "result"), ("kind", year), ("kind", month))
"""
COLUMNS = ("level", "station_kind", "form", "result", "year", "month")
ABOUT = {0b111111 ^ (1 << (5 - place)): column for place, column in enumerate(COLUMNS)}


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
    stock = name.startswith("stations")
    return date.min if stock else date(year, 1, 1), date(year, 12, 31)


HEADLINE = """
    SELECT "kind", sum("quantity")::bigint AS quantity FROM "ledger"
    WHERE "ledger"."county" = $1 AND "kind" = ANY($2::text[]) GROUP BY "kind"
"""
ON_THE_FRONT = ("stations", "consultations", "solved", "member-attendances")


async def headline() -> dict[str, int | None]:
    """The few figures of a county's front page, by id, as strangers read them. Within the caller's
    transaction.
    """
    found = await rows(HEADLINE, [str(FIGURES[name]) for name in ON_THE_FRONT])
    counted = {each["kind"]: each["quantity"] for each in found}
    told: dict[str, int | None] = {}
    for name in ON_THE_FRONT:
        n = counted.get(FIGURES[name], 0)
        if not FIGURES[name].about.persons:
            told[name] = n
        else:
            told[name] = None if few(n) else stepped(n)
    return told


async def figures(year: int | None = None) -> Figures:
    """Within the caller's transaction: straight from the ledger, in one query."""
    found, years = Figures(year), set()
    for each in await rows(QUERY, year, [str(kind) for kind in FIGURES.values()]):
        kind, column = Kind(each["kind"]), ABOUT[each["about"]]
        if column == "year":
            years.add(each["year"])
            found.by_year.setdefault(kind, {})[each["year"]] = each["ever"]
            continue
        if each["quantity"]:
            found.by.setdefault((kind, column), {})[each[column]] = each["quantity"]
        if column == "level":
            found.of[kind] = found.of.get(kind, 0) + each["quantity"]
    found.years = sorted(years, reverse=True)
    return found
