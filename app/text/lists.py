"""Lists that can be files. What is asked of one stands in its path: `/topics/-/shown/open` is the
same as `/topics?shown=open`. They are walked by months: a new record changes its own month, and
none of the others. Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import quote, urlencode

One = TypeVar("One")

MARK = "/-/"
TYPED = "q"  # by a person: no file is of it
PLAIN = re.compile(r"[^/\\\x00-\x1f]{1,60}")  # what is one part of a path, and may name a file


def listed(path: str, query: Mapping[str, object]) -> str:
    """What is empty is not asked for; what cannot be a part of a path stays a query."""
    said = {key: str(value) for key, value in query.items() if value}
    plain = all(PLAIN.fullmatch(value) and value.strip(".") for value in said.values())
    if plain and TYPED not in said:
        parts = [part for pair in said.items() for part in pair]
        return quote(path + MARK + "/".join(parts)) if parts else path
    return f"{path}?{urlencode(said)}"


def queried(path: str) -> tuple[str, bytes] | None:
    """→ the list's own path, and the query that its path says; None: it says none."""
    own, mark, said = path.partition(MARK)
    parts = said.split("/")
    if not mark or len(parts) % 2 or not all(parts):
        return None
    return own, urlencode(list(zip(parts[::2], parts[1::2], strict=True))).encode()


def paged(
    rest: Sequence[One], most: int, within: Callable[[One], bool], day: Callable[[One], date]
) -> tuple[list[One], One | None, str]:
    """`rest`: latest first, one more than a page holds, if there are so many. → a page of those
    within; its last, where the month goes on after it; the month of what follows, `2026-11`.
    """
    page = [each for each in rest[:most] if within(each)]
    if len(page) == len(rest):
        return page, None, ""
    following = rest[len(page)]
    goes_on = page and within(following)
    return page, page[-1] if goes_on else None, f"{day(following):%Y-%m}"
