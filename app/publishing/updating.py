"""Some of a county's pages made anew, in the order in which all of them are (running.py)."""

import tempfile
from collections import deque
from pathlib import Path

from app.publishing.known import Known, name_of, path_of
from app.publishing.places import Place
from app.publishing.running import Run, Written


class Update(Run):
    """Of these pages alone, and of what they lead to since."""

    def __init__(
        self, slug: str, where: Place, before: Known, spool: Path, touched: set[str]
    ) -> None:
        super().__init__(slug, where, before, spool)
        self.files, self.links = {**before.files}, {**(before.links or {})}
        known = {path_of(name) for name in before.files}
        unsure = {path_of(name) for name, each in before.files.items() if not each.hash}
        self.seen, self.waiting = known, deque(sorted((touched | unsure) & known))

    async def take(self, path: str) -> None:
        before = len(self.lost)
        await super().take(path)
        if len(self.lost) > before and self.lost[-1] == path:
            self.links.pop(path, None)
            if name := name_of(path, self.files):
                del self.files[name]


async def update(
    slug: str, where: Place, before: Known, touched: set[str], beside: frozenset[str] = frozenset()
) -> Written:
    """`beside`: names that another run is about to write."""
    with tempfile.TemporaryDirectory() as spool:
        run = Update(slug, where, before, Path(spool), touched)
        run.beside = beside
        await run.crawl()
        return await run.settle()
