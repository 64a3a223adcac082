"""Of whose score strangers are told the total and no part of it.

A notice counts all sittings, the numbers page only public ones: their difference would tell how
many came to one that is not public. A part about persons is told where all its sittings are public,
and then each of them says so itself. Where one is not, no part of that score is told: of the total
and all other parts it would be what is left.
"""

from litestar.exceptions import PermissionDeniedException

from app.access.roles import Account
from app.access.visibility import PUBLISHED, is_stranger
from app.db import rows
from app.i18n import _
from app.scoring.headings import Heading
from app.scoring.rights import own_subjects
from app.scoring.rules import about_persons

# Strangers see what is settled, so its snapshot says what was counted.
UNTOLD = f"""
    SELECT DISTINCT "settled_entry"."subject" FROM "settled_entry"
    CROSS JOIN LATERAL (SELECT "topic" FROM "ledger" WHERE "ledger"."county" = $1
        AND "ledger"."id" = "settled_entry"."entry" AND "ledger"."kind" = ANY(:kinds::text[])
        LIMIT 1) AS "entry"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "entry"."topic"
    WHERE "settled_entry"."county" = $1 AND "settled_entry"."assessment" = :settled
      AND (:subject::text IS NULL OR "settled_entry"."subject" = :subject) AND NOT {PUBLISHED}
"""  # noqa: S608


WHY = _("有的场次没有公开，各项得分不公开，只公布总分。")


async def untold(account: Account | None, head: Heading, subject: str | None = None) -> set[str]:
    """Subjects, or this one of them. Within the caller's transaction."""
    kinds = about_persons(head.sheet)
    if not (kinds and is_stranger(account) and head.assessment and head.settled):
        return set()
    found = await rows(UNTOLD, kinds=sorted(kinds), settled=head.assessment["id"], subject=subject)
    return {each["subject"] for each in found} - await own_subjects(account, head.sheet)


async def check_told(account: Account | None, head: Heading, subject: str) -> None:
    """Of the records behind a part."""
    if await untold(account, head, subject):
        raise PermissionDeniedException(WHY)
