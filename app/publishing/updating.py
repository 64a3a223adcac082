"""Some of a county's pages made anew, in the order in which all of them are (running.py)."""

import tempfile
from collections import deque
from collections.abc import Collection
from pathlib import Path

from app.publishing.known import Known, name_of, path_of
from app.publishing.places import Entry, Place
from app.publishing.running import NotRendered, Run, Written


class Update(Run):
    """Of these pages alone, and of what they lead to since."""

    def __init__(
        self,
        slug: str,
        where: Place,
        before: Known,
        spool: Path,
        touched: set[str],
        *,
        hides: Collection[str] | None,
    ) -> None:
        self.hides, self.failed, self.unsafe = hides, list[str](), set[str]()
        super().__init__(slug, where, before, spool)
        self.files, self.links = {**before.files}, {**(before.links or {})}
        known = {path_of(name) for name in before.files}
        unsure = {path_of(name) for name, each in before.files.items() if not each.hash}
        self.seen, self.waiting = known, deque(sorted((touched | unsure) & known))

    async def take(self, path: str) -> None:
        before = len(self.lost)
        try:
            await super().take(path)
        except NotRendered:
            if self.hides is None:
                raise
            self.fails(path)
            return
        if len(self.lost) > before and self.lost[-1] == path:
            self.links.pop(path, None)
            if name := name_of(path, self.files):
                del self.files[name]

    def fails(self, path: str) -> None:
        """Where something is to be seen no longer, the others are made all the same; and what may
        tell of it is taken away until it can be made.
        """
        self.failed.append(path)
        name = name_of(path, self.files)
        if name and self.hides and path in self.hides:
            self.files[name] = Entry("", self.files[name].at)
            self.unsafe.add(name)

    def left(self) -> set[str]:
        return super().left() | self.unsafe


async def update(
    slug: str,
    where: Place,
    before: Known,
    touched: set[str],
    *,
    hides: Collection[str] | None = None,
    beside: frozenset[str] = frozenset(),
) -> Written:
    """`hides`: something is to be seen no longer, and these may tell of it; `beside`: names that
    another run is about to write.
    """
    with tempfile.TemporaryDirectory() as spool:
        run = Update(slug, where, before, Path(spool), touched, hides=hides)
        run.beside = beside
        await run.crawl()
        written = await run.settle()
    if run.failed:
        error = NotRendered(run.failed[0])
        error.done = written
        raise error
    return written
