"""Which pages show what of a record. Pure, but for the day. What is new is not among them: the
pages that lead to it are, and it is found by them.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.dates import today
from app.publishing.addresses import homes
from app.publishing.known import leading_to
from app.text.lists import MARK

LISTS = frozenset({"/topics", "/consultations", "/commitments"})
FIGURES = re.compile(r"/numbers(/.*)?|/scores(/.*)?|/stations/\d+/counted.*")
SHOWN_BESIDE = re.compile(r"/photos/(\d+|of/.*)|/files/(\d+|of/.*)|/stations/checks/\d+")
PLACES = re.compile(r"/stations(/\d+(/counted.*)?|/checks/\d+|/-/.*)?")
CASES = re.compile(r"/cases(/.*)?")
# What holds something of many records, and is no page that leads to them: of whatever changed, of a
# year or a month, of places, of cases, of figures.
GATHERED = re.compile(r"/data|/find/index\.json|/sitemap\.xml|/feed\.atom|/embed/.*")
OF_A_TIME = re.compile(r"/(?:data/(?:topics|outcomes)-|find/|sitemap/)(\d{4}(?:-\d\d)?)\.\w+")
OF_PLACES = re.compile(r"/find/stations.*|/data/stations.*|/sitemap/pages\.xml")
OF_CASES = re.compile(r"/data/cases.*")
OF_FIGURES = re.compile(r"/data/numbers-.*")
WEEK = re.compile(r"/week/(\d{4})-W(\d\d)")
DIGITS = re.compile(r"\d{4}(-\d\d)?")


class Matter(NamedTuple):
    """A topic and all that belongs to it. `months`: those of its lists, `2026-11`; `stations`: its
    own and what that lies under.
    """

    id: int
    months: frozenset[str]
    category: str
    stations: tuple[int, ...]
    consultations: tuple[int, ...] = ()
    commitments: tuple[int, ...] = ()

    @property
    def pages(self) -> set[str]:
        return {
            f"/topics/{self.id}",
            *(f"/consultations/{each}" for each in self.consultations),
            *(f"/commitments/{each}" for each in self.commitments),
        }


class Changed(NamedTuple):
    matters: Collection[Matter] = ()
    pages: frozenset[str] = frozenset()  # of other records, each by its own page
    places: bool = False  # something of a station
    figures: bool = False
    day: bool = False  # another one began
    cases: bool = False

    @property
    def months(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.months for each in self.matters))

    @property
    def gathered(self) -> list[re.Pattern[str]]:
        places, figures = self.places or self.day, self.figures or self.places or self.day
        of = ((OF_PLACES, places), (OF_FIGURES, figures), (OF_CASES, self.cases))
        return [GATHERED, *(kind for kind, is_so in of if is_so)]


def touched(home: str, links: Mapping[str, list[str]], changed: Changed) -> set[str]:
    """→ paths with the county's slug, each of which is a file, in both languages"""
    return set[str]().union(*(of_language(each, links, changed) for each in homes(home)))


def of_language(home: str, links: Mapping[str, list[str]], changed: Changed) -> set[str]:
    known = {path.removeprefix(home) or "/": path for path in links}
    found = {home}
    found |= {path for said, path in known.items() if of_kind(said, changed)}
    for matter in changed.matters:
        found |= lists_of(matter, known)
        found |= {home + f"/stations/{each}" for each in matter.stations}
    whole = of_their_own(home, changed)
    found |= whole | leading_to(whole, links)
    times = changed.months | {of_month(path) for path in found} - {""}  # lists that led to it
    if not changed.months <= {of_month(path) for path in known}:
        times |= {""}  # a new one's records may have gone before under that beside it
    found |= gathering(home, links, changed, times)
    beside = {path for page in whole for path in links.get(page, ())}
    shown = {path for path in beside if SHOWN_BESIDE.fullmatch(path.removeprefix(home))}
    found |= shown | leading_to(shown, links)  # a case shows a matter's photos, too
    return found


def of_their_own(home: str, changed: Changed) -> set[str]:
    own = set[str](changed.pages).union(*(each.pages for each in changed.matters))
    return {home + path for path in own}


def telling(home: str, links: Mapping[str, list[str]], changed: Changed) -> set[str]:
    """What may say something of the records themselves, in both languages."""
    found = set[str]()
    for each in homes(home):
        whole = of_their_own(each, changed)
        found |= whole | leading_to(whole, links) | gathering(each, links, changed, {""})
    return found


def gathering(
    home: str, links: Mapping[str, list[str]], changed: Changed, times: Collection[str]
) -> set[str]:
    return {path for path in led_to(links) if gathers(path.removeprefix(home), changed, times)}


def of_kind(path: str, changed: Changed) -> bool:
    return bool(
        (changed.day and asked(path)[0] in LISTS)
        or ((changed.figures or changed.day) and FIGURES.fullmatch(path))
        or ((changed.places or changed.day) and PLACES.fullmatch(path))
        or (changed.cases and CASES.fullmatch(path))
    )


def led_to(links: Mapping[str, list[str]]) -> set[str]:
    return {*links}.union(*links.values())


def gathers(path: str, changed: Changed, times: Collection[str]) -> bool:
    """`times`: months of which something may be told otherwise; with an empty one all. Of weeks
    those of a matter's months, and this one: the others lead to what they tell of.
    """
    if week := WEEK.fullmatch(path):
        year, number = int(week[1]), int(week[2])
        first = date.fromisocalendar(year, number, 1)
        days = {f"{first + timedelta(days=n):%Y-%m}" for n in (0, 6)}
        return changed.day or not days.isdisjoint({*changed.months, f"{today():%Y-%m}"})
    if time := OF_A_TIME.fullmatch(path):
        return changed.places or "" in times or any(each.startswith(time[1]) for each in times)
    feeds = {f"/topics/{each.id}/feed.atom" for each in changed.matters}
    feeds |= {f"/stations/{one}/feed.atom" for each in changed.matters for one in each.stations}
    return path in feeds or any(kind.fullmatch(path) for kind in changed.gathered)


def lists_of(matter: Matter, known: Mapping[str, str]) -> set[str]:
    """The lists that it may stand in, by what is asked of them: each without a month, and those of
    its own; where a month is new, those beside it too, which led past it.
    """
    lists = {path: asked(path) for path in known}
    those = {
        path: said for path, (own, said) in lists.items() if own in LISTS and may_hold(matter, said)
    }
    months = {said["month"] for said in those.values() if "month" in said}
    new = not matter.months <= months
    return {
        known[path]
        for path, said in those.items()
        if new or "month" not in said or said["month"] in matter.months
    }


def asked(path: str) -> tuple[str, dict[str, str]]:
    """→ the list's own path, and what is asked of it. Pure."""
    own, _mark, said = path.partition(MARK)
    parts = said.split("/")
    return own, dict(zip(parts[::2], parts[1::2], strict=False)) if said else {}


def of_month(path: str) -> str:
    return asked(path)[1].get("month", "")


def may_hold(matter: Matter, said: Mapping[str, str]) -> bool:
    category, station = said.get("category"), said.get("station")
    return category in {None, matter.category} and (
        station is None or station in {str(each) for each in matter.stations}
    )


def of_records(kind: str, records: Iterable[int]) -> set[str]:
    """The pages of what has one of its own beside topics, sittings and commitments."""
    form = {
        "station": "/stations/{}",
        "member": "/members/{}",
        "photo": "/photos/{}",
        "file": "/files/{}",
        "check": "/stations/checks/{}",
    }.get(kind)
    return {form.format(each) for each in records} if form else set()
