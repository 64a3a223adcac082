"""What a page asks of the database: so that whoever shows it again can ask the same."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """`how`: the connection's method. `told`: the statement and its values."""

    how: str
    told: tuple[Any, ...]
    answer: Any


class Hearing:
    """In place of a transaction's connection. `reads_only`: nothing was done through it but to ask
    what `asked` says, and nothing beside it (app/db/transactions.py).
    """

    def __init__(self, connection: Any, known: Iterable[Asked] = ()) -> None:
        """`known`: what was asked first in this transaction; it is not asked twice, as long as
        the same is asked in the same order.
        """
        self.connection = connection
        self.known = list(known)[::-1]
        self.asked: list[Asked] = []
        self.reads_only = True

    async def answered(self, how: str, told: tuple[Any, ...]) -> Any:
        if self.known and self.known[-1][:2] == (how, told):
            found = self.known.pop()
        else:
            self.known.clear()
            found = Asked(how, told, await getattr(self.connection, how)(*told))
        self.asked.append(found)
        return found.answer

    async def fetch(self, *told: Any) -> list[Any]:
        return list(await self.answered("fetch", told))

    async def fetchrow(self, *told: Any) -> Any:
        return await self.answered("fetchrow", told)

    async def fetchval(self, *told: Any) -> Any:
        return await self.answered("fetchval", told)

    def __getattr__(self, name: str) -> Any:
        self.reads_only = False
        return getattr(self.connection, name)


def bare(connection: Any) -> Any:
    """Whoever ends the transaction has nothing to do with who heard it."""
    return connection.connection if connection.__class__ is Hearing else connection
