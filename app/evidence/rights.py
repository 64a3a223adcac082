"""Whose photos and files these are: their rights are those of what they belong to. Each feature
says them of its own pages; what no feature speaks for is nobody's.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from litestar.exceptions import HTTPException

from app.access.roles import MAY, Account, Act, Role
from app.evidence.subjects import Subject


class Rights(NamedTuple):
    """`sees`: the page; `adds`: to it, while it takes any; `inside`: reads there what is not for
    strangers, and so the files that nobody has published; `own`: it is of the reader's person.
    """

    sees: bool = False
    adds: bool = False
    inside: bool = False
    own: bool = False


Asked = Callable[[Account | None, int], Awaitable[Rights]]
registry: dict[Subject, Asked] = {}


def rights_of(kind: Subject) -> Callable[[Asked], Asked]:
    """Registers who answers. Called within a transaction; may refuse as the page itself does."""

    def register(asked: Asked) -> Asked:
        if registry.setdefault(kind, asked) is not asked:
            raise ValueError(f"Two answers for {kind}")
        return asked

    return register


async def rights(account: Account | None, kind: Subject, subject_id: int) -> Rights:
    """Within the caller's transaction."""
    if kind not in registry:
        return Rights()
    try:
        found = await registry[kind](account, subject_id)
    except HTTPException:
        return Rights()
    return of_account(account, found)


def of_account(account: Account | None, found: Rights) -> Rights:
    """Nobody adds to what they do not see, or without a role that sends."""
    sends = account is not None and account.may(Act.UPLOAD)
    sees = found.sees
    return Rights(sees, sees and found.adds and sends, sees and found.inside, sees and found.own)


def sends_at(account: Account, lineage: list[int]) -> bool:
    """By a role at the station. A department's holds for what it owes alone, and whose role
    approves adds to what they approved.
    """
    elsewhere = {Role.DEPARTMENT, Role.LEADERSHIP, Role.PARTY}
    return bool(account.at(MAY[Act.UPLOAD] - elsewhere, lineage))
