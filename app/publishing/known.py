"""What a county's last run left: its files, which pages lead where, and what a run that broke off
may have touched.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.publishing.addresses import file_of
from app.publishing.places import Entry, Place, read_manifest, write_manifest

PLAIN = "application/octet-stream"  # read by us alone: not worth compressing
PAGE = "/index.html"


class Known(NamedTuple):
    """`links`: from a page's path to paths of files; None: not known. `stray`: names that were
    about to be written or removed when a run broke off; what is in them is not known (no hash).
    """

    files: dict[str, Entry]
    links: dict[str, list[str]] | None
    stray: frozenset[str]


async def read_known(where: Place, slug: str) -> Known:
    files = await read_manifest(where, slug)
    pending = await where.get(pending_of(slug))
    stray = frozenset[str](json.loads(pending)) if pending else frozenset[str]()
    for name in stray & files.keys():
        files[name] = Entry("", files[name].at)
    links = await where.get(links_of(slug))
    return Known(files, unpacked(json.loads(links)) if links else None, stray)


async def announce(where: Place, slug: str, names: Iterable[str]) -> None:
    """Before any of them is touched, so that the next run knows of them wherever this one ends."""
    text = json.dumps(sorted(names), ensure_ascii=False)
    await where.put(pending_of(slug), text.encode(), PLAIN, "no-cache")


async def write_known(
    where: Place, slug: str, files: Mapping[str, Entry], links: Mapping[str, list[str]], at: str
) -> None:
    text = json.dumps(packed(links), ensure_ascii=False, separators=(",", ":"))
    await where.put(links_of(slug), text.encode(), PLAIN, "no-cache")
    await write_manifest(where, slug, files, at)


async def all_is_done(where: Place, slug: str) -> None:
    await where.remove(pending_of(slug))


def pending_of(slug: str) -> str:
    return f"{slug}/pending.json"


def links_of(slug: str) -> str:
    return f"{slug}/links.json"


def packed(links: Mapping[str, list[str]]) -> dict[str, list[object]]:
    """Each path once, then by its number: a page leads to dozens. Pure."""
    numbers: dict[str, int] = {}
    for page, paths in links.items():
        for path in (page, *paths):
            numbers.setdefault(path, len(numbers))
    pages = [[numbers[page], *(numbers[path] for path in paths)] for page, paths in links.items()]
    return {"paths": list(numbers), "pages": [*pages]}


def unpacked(found: Mapping[str, list[list[int]]]) -> dict[str, list[str]]:
    paths: list[str] = [*map(str, found["paths"])]
    return {paths[page]: [paths[each] for each in to] for page, *to in found["pages"]}


def path_of(name: str) -> str:
    """Of a file: where it is asked for. Pure."""
    return f"/{name.removesuffix(PAGE)}"


def name_of(path: str, files: Mapping[str, Entry], *, page: bool = True) -> str | None:
    """None: there is no file of it, or it is a page's and no page is asked for. Pure."""
    names = (file_of(path, page=page), file_of(path, page=False))
    return next((name for name in names if name in files), None)


def reached(home: str, links: Mapping[str, list[str]]) -> set[str]:
    """All paths that the front page leads to, by however many others. Pure."""
    seen, waiting = {home}, deque([home])
    while waiting:
        following = set(links.get(waiting.popleft(), ())) - seen
        seen |= following
        waiting.extend(following)
    return seen


def leading_to(wanted: set[str], links: Mapping[str, list[str]]) -> set[str]:
    """The pages that lead to any of them. Pure."""
    return {page for page, paths in links.items() if not wanted.isdisjoint(paths)}
