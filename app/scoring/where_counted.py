"""Where a record counted, by the rules of its period; or why it did not. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.charter.sheets import Indicator, Scoring, Sheet
from app.i18n import _
from app.scoring.counts.counting import WHOSE, bounds, fits
from app.scoring.periods import Period, next_after, period_of
from app.scoring.points.methods import measure, measures

LATE = _("截止以后才登记，不计")
MISSED = _("公示以后才登记，不计")
KEPT = _("已随公示存档")
NAMED = {  # kind of subject → columns of an entry: its key, its name
    "station": ("own", "own_name"),
    "township": ("township", "township_name"),
    "member": ("own", "own_name"),
    "sector": ("sector", "sector"),
    "department": ("own", "own_name"),
}


class Kept(NamedTuple):
    """An entry in the snapshot of a sheet, with the rules of that time."""

    sheet: Sheet
    period: Period


class Place(NamedTuple):
    sheet: Sheet
    period: Period
    subject: str
    name: str
    indicator: Indicator
    over: bool  # counted among what a ratio is divided by
    state: str  # "", KEPT, LATE or MISSED

    @property
    def counts(self) -> bool:
        return self.state in ("", KEPT)


def when(
    sheet: Sheet, entry: Any, year_begins: int, published: frozenset[tuple[str, date]]
) -> tuple[Period, str]:
    """The period that an entry which no snapshot holds falls into, and why it may not count."""
    period = period_of(sheet.period, entry["counts_on"], year_begins)

    def late() -> bool:
        return bool(entry["known_on"] > bounds(sheet, period, year_begins).closes)

    if sheet.late == "never" and late():
        return period, LATE
    while sheet.late == "next" and late():
        period = next_after(period, year_begins)
    return period, MISSED if (sheet.key, period.begins) in published else ""


def places(
    scoring: Scoring,
    entries: Sequence[Any],
    kept: Mapping[tuple[int, str], Sequence[Kept]],
    published: frozenset[tuple[str, date]],
) -> list[tuple[Place, list[Any]]]:
    """Which entries fit where. `kept`: by entry and sheet the snapshots that hold it; `published`:
    sheets and begins of the periods that have a snapshot.
    """
    found: dict[Any, list[Any]] = defaultdict(list)
    indicators: dict[Any, tuple[Sheet, Indicator]] = {}
    for entry in entries:
        for sheet, period, state in fallen(scoring, entry, kept, published):
            key, name = NAMED.get(sheet.subject, (None, None))
            subject = entry[key] if key else "county"
            if not subject or entry["whose"] != WHOSE[sheet.subject].end:
                continue
            called = (entry[name] or "") if name else ""
            for indicator in sheet.indicators:
                for asked in measures(indicator):
                    if fits(asked, entry):
                        over = asked != measure(indicator)
                        at = (sheet.key, period, subject, called, indicator.key, over, state)
                        indicators[at] = sheet, indicator
                        found[at].append(entry)
    return [
        (Place(indicators[at][0], at[1], at[2], at[3] or at[2], indicators[at][1], *at[5:]), own)
        for at, own in sorted(found.items(), key=lambda each: each[0])
    ]


def fallen(
    scoring: Scoring,
    entry: Any,
    kept: Mapping[tuple[int, str], Sequence[Kept]],
    published: frozenset[tuple[str, date]],
) -> list[tuple[Sheet, Period, str]]:
    """Into which period of each sheet. What takes back what a snapshot holds falls into the period
    in which it was taken back.
    """
    held = {key: each for (number, key), each in kept.items() if number == entry["id"]}
    found = [(one.sheet, one.period, KEPT) for each in held.values() for one in each]
    for sheet in scoring.sheets:
        if sheet.key in held:
            continue
        if (entry["reverses"], sheet.key) in kept:
            period = period_of(sheet.period, entry["happened_on"], scoring.year_begins)
            found.append((sheet, period, ""))
        else:
            found.append((sheet, *when(sheet, entry, scoring.year_begins, published)))
    return found
