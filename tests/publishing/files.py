"""A county's files, as a reader comes to them."""

import re
from pathlib import Path

from app.publishing.addresses import file_of, is_published, links, within

RENDITION = re.compile(r"/photos/\d+/\d+/")  # the photos of these tests are rows without bytes


def pages(root: Path) -> dict[str, str]:
    return {
        path.parent.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("index.html")
    }


def nowhere(root: Path, slug: str) -> set[tuple[str, str]]:
    """Where a reader would meet nothing who follows links from the front page: page and link."""
    seen, waiting, found = {f"/{slug}"}, [f"/{slug}"], set()
    while waiting:
        path = waiting.pop()
        file = root / file_of(path, page=True)
        if not file.is_file():
            continue
        for to in within(slug, links(file.read_text())):
            own = to.removeprefix(f"/{slug}").rstrip("/") or "/"
            if to in seen or not is_published(own) or RENDITION.match(own):
                continue
            seen.add(to)
            waiting.append(to)
            if not any((root / file_of(to, page=page)).is_file() for page in (True, False)):
                found.add((path, to))
    return found
