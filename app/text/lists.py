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
    rest: Sequence[One],
    most: int,
    day: Callable[[One], date],
    within: Callable[[One], bool] | None = None,
) -> tuple[list[One], One | None, str]:
    """`rest`: latest first, one more than a page holds, if there are so many; `within`: the month
    that is asked for, if one is. → a page of those within; its last, where the list goes on in the
    same month; the month in which it goes on, `2026-11`.
    """
    page = [each for each in rest[:most] if within is None or within(each)]
    if len(page) == len(rest):
        return page, None, ""
    following = rest[len(page)]
    month = f"{day(following):%Y-%m}"
    same = within(following) if within else bool(page) and f"{day(page[-1]):%Y-%m}" == month
    return page, page[-1] if page and same else None, month
