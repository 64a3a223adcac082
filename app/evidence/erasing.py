"""Photos and files that show or name a person who wants to be erased: the office chooses among
those of their matter. Row, hash and figures stay; the bytes and all renditions go (sweep.py).
"""

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict

from app.dates import now, today
from app.db import execute, rows
from app.evidence.sorts import Sort
from app.i18n import _

REASON = _("应本人要求，已经彻底删除。")

OF_MATTER = """
    SELECT '{sort}' AS sort, "{sort}"."id", "{name}" AS called, "uploaded_at" FROM "{sort}"
    {join} WHERE "{sort}"."county" = $1 AND {matter} = $2
      AND "{sort}"."state" IN ('arrived', 'ready') AND "erased_on" IS NULL
"""
NAMES = {Sort.PHOTO: "caption", Sort.FILE: "name"}
CHOICES = " UNION ALL ".join(
    OF_MATTER.format(sort=sort, name=NAMES[sort], matter=matter, join=join)
    for sort in Sort
    for matter, join in [
        (f'"{sort}"."topic"', ""),
        *(
            (
                f'"{of}"."topic"',
                f'JOIN "{of}" ON "{of}"."county" = $1 AND "{of}"."id" = "{sort}"."{of}"',
            )
            for of in ("consultation", "commitment", "passage", "outcome")
            if of in sort.about.subjects
        ),
    ]
)
LISTED = f'SELECT * FROM ({CHOICES}) AS found ORDER BY sort DESC, "id"'  # noqa: S608
GONE = {
    sort: f"""
        UPDATE "{sort}" SET "erased_on" = $3, "removed_at" = coalesce("removed_at", $4),
            "removed_reason" = $5
        WHERE "{sort}"."county" = $1 AND "id" = ANY($2::bigint[])
    """  # noqa: S608
    for sort in Sort
}


class Choice(TypedDict):
    sort: str
    id: int
    called: str
    uploaded_at: datetime


async def choices(topic: int) -> list[Choice]:
    """All whose bytes are there yet, also what was taken away: it is kept for some days."""
    return await rows(LISTED, topic, of=Choice)


async def erase(topic: int, chosen: Collection[str]) -> None:
    """`chosen`: photo-7, file-8; what is none of this matter's is left out."""
    found = [each for each in await choices(topic) if f"{each['sort']}-{each['id']}" in chosen]
    for sort in Sort:
        if ids := [each["id"] for each in found if each["sort"] == sort]:
            await execute(GONE[sort], ids, today(), now(), REASON)
