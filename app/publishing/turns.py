"""A county's turn: some of what changed, until its files are there. All pages of a county take many
turns; one county has them at a time, and what is to be seen no longer waits for none of them.
"""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from app.dates import now, today
from app.db import NoCountyError, county_tx, current_realm
from app.publishing import marks
from app.publishing.known import Known, read_known
from app.publishing.places import Place
from app.publishing.purging import purge
from app.publishing.running import NotRendered, Run, Written
from app.publishing.touched import telling, touched
from app.publishing.updating import update
from app.tenancy.tables import County

FIGURES_AFTER = timedelta(minutes=10)
SLICE = 300  # pages of a turn


class Begin(NamedTuple):
    """`day`, `cases`: as they were then."""

    county: int
    slug: str
    where: Place
    before: Known
    day: date
    cases: str


class Whole(Run):
    """All pages of a county."""

    def __init__(self, of: Begin) -> None:
        self.folder = tempfile.TemporaryDirectory()
        super().__init__(of.slug, of.where, of.before, Path(self.folder.name))
        self.county, self.day, self.cases = of.county, of.day, of.cases


class Turns:
    """`run`: all pages of a county, under way; `waiting`: those that are to have it next;
    `failed`: those that are to be tried again.
    """

    def __init__(self, where: Place, figures_after: timedelta = FIGURES_AFTER) -> None:
        self.where, self.figures_after = where, figures_after
        self.run: Whole | None = None
        self.waiting: dict[int, None] = {}
        self.failed: set[int] = set()

    async def publish_some(self) -> bool:
        """Of the county that it is bound to. Whether there is more that can be done now. Marks are
        forgotten last: killed before, it is done again.
        """
        county = current_realm.get()
        if county is None:
            raise NoCountyError
        try:
            written, more = await self.turn(county)
        except BaseException as error:
            if isinstance(error, NotRendered) and error.done:
                purge(error.done.paths)
            self.failed.add(county)
            self.waiting.pop(county, None)
            self.end(county)
            async with county_tx():
                await marks.failed(
                    str(error) if isinstance(error, NotRendered) else type(error).__name__
                )
            raise
        if written:
            purge(written.paths)
        return more

    def next_whole(self) -> int | None:
        """Whose pages are made anew, or are next to be."""
        return self.run.county if self.run else next(iter(self.waiting), None)

    def end(self, county: int) -> None:
        if self.run and self.run.county == county:
            self.run.folder.cleanup()
            self.run = None

    async def turn(self, county: int) -> tuple[Written | None, bool]:
        day = today()
        async with county_tx(readonly=True):
            slug = (await County.select(County.slug).where(County.id == county))[0]["slug"]
            before, cases = await marks.state(day), await marks.cases()
            found = await marks.following(now() - self.figures_after)
            first = bool(found) and found[0]["first"] and found[0]["kind"] != "county"
            new_day = not first and before is not None and before["day"] != day
            new_cases = not first and before is not None and before["cases"] != cases
            changed = await marks.what(found, day=new_day, cases=new_cases)
        known = await read_known(self.where, slug)
        own = self.run if self.run and self.run.county == county else None
        links = (own.links if own else {}) | (known.links or {})
        paths = touched(f"/{slug}", links, changed)
        if first and links:
            hides = telling(f"/{slug}", links, changed)
            written = await self.remove(slug, known, paths, hides, own)
            async with county_tx():
                await marks.done(found)
            return written, True
        if own:
            return await self.go_on(own)
        if before is None or known.links is None or asks_for_all(before, found, day):
            return await self.begin(Begin(county, slug, self.where, known, day, cases))
        if not (found or new_day or new_cases):
            return None, False
        written = await update(slug, self.where, known, paths)
        async with county_tx():
            await marks.done(found)
            await marks.keep(day, cases)
        return written, len(found) >= marks.MOST

    async def remove(
        self, slug: str, known: Known, paths: set[str], hides: set[str], own: Whole | None
    ) -> Written | None:
        """What is to be seen no longer, also from the run that is under way."""
        written = None
        beside = frozenset(own.announced) if own else frozenset[str]()
        if known.links is not None:
            known = known._replace(stray=known.stray - beside)
            written = await update(slug, self.where, known, paths, hides=hides, beside=beside)
        if own:
            await own.anew(paths)
        return written

    async def begin(self, of: Begin) -> tuple[Written | None, bool]:
        """All changes until now are part of it."""
        if self.run:
            self.waiting[of.county] = None
            return None, False
        self.waiting.pop(of.county, None)
        async with county_tx():
            await marks.begin()
        self.run = Whole(of)
        return await self.go_on(self.run)

    async def go_on(self, run: Whole) -> tuple[Written | None, bool]:
        await run.crawl(SLICE)
        async with county_tx():
            await marks.progress(len(run.seen) - len(run.waiting))
        if run.waiting:
            return None, True
        written = await run.complete()
        self.end(run.county)
        async with county_tx():
            await marks.keep(run.day, run.cases)
        return written, True


def asks_for_all(before: marks.State, found: list[marks.Mark], day: date) -> bool:
    """What may stand on any page, or was never published. With a month there may be another
    quarter and another year, by which much is counted.
    """
    known = before["day"]
    if known is None or before["new_rules"] or f"{known:%Y-%m}" != f"{day:%Y-%m}":
        return True
    return any(each["kind"] == "county" for each in found)
