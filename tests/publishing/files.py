"""A county's files, as a reader comes to them."""

import re
from pathlib import Path

from app.publishing.addresses import (
    PROGRAM,
    Link,
    file_of,
    is_published,
    links,
    pattern,
    plain,
    within,
)

ANY = "/{rest:path}"
OF_THE_PROGRAM = re.compile("|".join(pattern(each) for each in PROGRAM if each != ANY))
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


def astray(root: Path, slug: str) -> set[tuple[str, str]]:
    """Of all pages, whoever leads to them: what they lead to that is no file, and that the program
    does not say it answers itself. A list that is asked something in a query is the program's.
    """
    return {
        (file.relative_to(root).as_posix(), f"{each.path}?{each.query}")
        for file in root.rglob("*.html")
        for each in links(file.read_text())
        if not leads_somewhere(root, slug, each)
    }


def leads_somewhere(root: Path, slug: str, to: Link) -> bool:
    if to.path.startswith("/static/"):
        version = to.query.removeprefix("v=")
        return (root / "static" / version / to.path.removeprefix("/static/")).is_file()
    if to.path != f"/{slug}" and not to.path.startswith(f"/{slug}/"):
        return False
    own = plain(to.path.removeprefix(f"/{slug}").rstrip("/")) or "/"
    if OF_THE_PROGRAM.fullmatch(own) or (to.query and is_published(own)):
        return True
    return any((root / file_of(to.path, page=page)).is_file() for page in (True, False))
