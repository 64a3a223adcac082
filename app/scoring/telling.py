"""Of whose score strangers are told the total and no part of it.

A notice counts all sittings, the numbers page only public ones: their difference would tell how
many came to one that is not public. A part about persons is told where all its sittings are public,
and then each of them says so itself. Where one is not, no part of that score is told: of the total
and all other parts it would be what is left. Where all other parts can be worked out from what is
public of matters, strangers are told no score of that period (`closed` in rights.py).
"""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from litestar.exceptions import PermissionDeniedException

from app.access.roles import Account
from app.access.visibility import is_stranger
from app.i18n import _
from app.scoring.headings import Heading
from app.scoring.periods import Period
from app.scoring.results import Standing
from app.scoring.rights import not_public, open_to, own_subjects
from app.scoring.rules import about_persons

T = TypeVar("T")
WHY = _("有的场次没有公开，各项得分不公开，只公布总分。")


async def untold(account: Account | None, head: Heading, subject: str | None = None) -> set[str]:
    """Subjects, or this one of them. Within the caller's transaction."""
    kinds = about_persons(head.sheet)
    if not (kinds and is_stranger(account) and head.assessment and head.settled):
        return set()
    found = await not_public(kinds, [head.assessment["id"]], subject)
    return {who for _assessment, who in found} - await own_subjects(account, head.sheet)


async def check_told(account: Account | None, head: Heading, subject: str) -> None:
    """Of the records behind a part."""
    if await untold(account, head, subject):
        raise PermissionDeniedException(WHY)


async def told_before(
    account: Account | None, found: Standing, past: list[tuple[Period, T]], subject: str
) -> list[tuple[Period, T]]:
    """Of earlier periods strangers are told what their own pages tell."""
    if not is_stranger(account):
        return past
    opens = await open_to(account, found.sheet, [each for each, _totals in past], subject)
    return [(each, totals) for each, totals in past if each.begins in opens]


def before_told(account: Account | None, found: Standing, opens: Collection[date]) -> bool:
    """Strangers are told of places what the period's own page tells. Pure."""
    return not is_stranger(account) or (found.last is not None and found.last.begins in opens)
