"""A search counts what its reader reads: where all that it first finds is veiled for them, it goes
on, and says where it stopped.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

ROUNDS = 8  # for one page; the next page goes on where the last of them ended

One = TypeVar("One")
Mark = TypeVar("Mark", int, tuple[date, int])


async def read_on(
    step: Callable[[Mark], Awaitable[tuple[list[One], Mark | None]]],
    begin: Mark,
    enough: int = 1,
) -> tuple[list[One], Mark | None]:
    """`step`: from a mark, what this reader reads of what is found next, and where the next begins.
    → at least so many, as far as so many rounds go; and where the search goes on, if it does.
    """
    page: list[One] = []
    at: Mark | None = begin
    for _round in range(ROUNDS):
        if at is None or len(page) >= enough:
            break
        found, at = await step(at)
        page += found
    return page, at
