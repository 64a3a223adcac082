"""Photos and files that show or name a person who wants to be erased: the office chooses among
those of their matter, or of all that they had a part in. Row, hash and figures stay; the bytes and
all renditions go (store/erased.py).
"""

import re
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict

from app.dates import now, today
from app.db import rows
from app.evidence.sorts import Sort
from app.evidence.store.erased import mark_erased
from app.evidence.subjects import Subject
from app.i18n import _
from app.refusal import Refused
from app.text import fold

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
            for of in ("consultation", "commitment", "passage", "outcome", "enclosure")
            if of in sort.about.subjects
        ),
    ]
)
LISTED = f'SELECT * FROM ({CHOICES}) AS found ORDER BY sort DESC, "id"'  # noqa: S608
# Of whoever has an account, $2, or stands in the roster, $3: what belongs to what they raised, sat
# down to, took part in, reported, showed or claimed.
RAISED = """(SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "raiser" = $2)"""
PARTS: dict[Subject, str] = {
    Subject.TOPIC: RAISED,
    Subject.CONSULTATION: f"""(SELECT "consultation" FROM "participant"
            WHERE "participant"."county" = $1 AND "member" = $3
        UNION SELECT "id" FROM "consultation"
            WHERE "consultation"."county" = $1 AND "topic" IN {RAISED})""",  # noqa: S608
    **{
        each: f"""(SELECT "id" FROM "{each}"
            WHERE "{each}"."county" = $1 AND "topic" IN {RAISED})"""  # noqa: S608
        for each in (Subject.PASSAGE, Subject.OUTCOME, Subject.COMMITMENT, Subject.ENCLOSURE)
    },
    Subject.ACTIVITY: """(SELECT "activity" FROM "activity_member"
            WHERE "activity_member"."county" = $1 AND "member" = $3
        UNION SELECT "id" FROM "activity" WHERE "activity"."county" = $1 AND "account" = $2)""",
    Subject.MARK: """(SELECT "id" FROM "mark" WHERE "mark"."county" = $1
            AND ("subject" = $3::bigint::text OR "claimed_account" = $2))""",
    Subject.STANDARD_CHECK: """(SELECT "id" FROM "standard_check"
            WHERE "standard_check"."county" = $1 AND "account" = $2)""",
    Subject.MEMBER: """(SELECT "member"."id" FROM "member"
            WHERE "member"."county" = $1 AND "member"."id" = $3)""",
    # Nobody has a part in a station itself: what they sent to it.
    Subject.STATION: """(SELECT "station"."id" FROM "station"
            WHERE "station"."county" = $1 AND "account" = $2)""",
}
OF_PERSON = """
    SELECT '{sort}' AS sort, "{sort}"."id", "{name}" AS called, "uploaded_at" FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND ({parts})
      AND "{sort}"."state" IN ('arrived', 'ready') AND "erased_on" IS NULL
"""
THEIRS = " UNION ALL ".join(
    OF_PERSON.format(
        sort=sort,
        name=NAMES[sort],
        parts=" OR ".join(
            f'"{sort}"."{subject}" IN {PARTS[subject]}' for subject in sort.about.subjects
        ),
    )
    for sort in Sort
)
LISTED_OF_PERSON = f'SELECT * FROM ({THEIRS}) AS found ORDER BY sort DESC, "id"'  # noqa: S608
# Whoever is seen where they had no recorded part, as a villager at an activity: by number.
NAMED = """
    SELECT '{sort}' AS sort, "{sort}"."id", "{name}" AS called, "uploaded_at" FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "{sort}"."id" = ANY({ids}::bigint[])
      AND "{sort}"."state" IN ('arrived', 'ready') AND "erased_on" IS NULL
"""
LISTED_BY_NUMBER = " UNION ALL ".join(
    NAMED.format(sort=sort, name=NAMES[sort], ids=f"${place}")
    for place, sort in enumerate(Sort, start=2)
)
ADDRESS = re.compile(rf"(?:^|[/\s])({'|'.join(Sort)})s?[-/](\d{{1,18}})(?![\d])")
NONE_THERE = _("第 %(n)s 行没有写明是哪一张照片、哪一个文件，或者它已经不在了：%(line)s")
GONE = {
    sort: f"""
        UPDATE "{sort}" SET "erased_on" = $3, "removed_at" = coalesce("removed_at", $4),
            "removed_reason" = $5
        WHERE "{sort}"."county" = $1 AND "id" = ANY($2::bigint[]) RETURNING "id"
    """  # noqa: S608
    for sort in Sort
}


LISTED_OF_ACTIVITY = " UNION ALL ".join(
    OF_MATTER.format(sort=sort, name=NAMES[sort], matter=f'"{sort}"."activity"', join="")
    for sort in Sort
)


class Choice(TypedDict):
    sort: str
    id: int
    called: str
    uploaded_at: datetime


async def choices(topic: int) -> list[Choice]:
    """All whose bytes are there yet, also what was taken away: it is kept for some days."""
    return await rows(LISTED, topic, of=Choice)


async def choices_of_activity(activity: int) -> list[Choice]:
    """As `choices`."""
    return await rows(LISTED_OF_ACTIVITY, activity, of=Choice)


async def choices_of_person(account: int | None, member: int | None) -> list[Choice]:
    """As `choices`. Asked before their account and their name are gone."""
    return await rows(LISTED_OF_PERSON, account, member, of=Choice)


async def named(typed: str) -> list[Choice]:
    """Those whose addresses were typed or pasted, one a line. Raises Refused of the first that is
    none, or whose bytes are gone.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    asked = [ADDRESS.search(fold(line)) for line in lines]
    ids = {sort: [int(each[2]) for each in asked if each and each[1] == sort] for sort in Sort}
    listed = await rows(LISTED_BY_NUMBER, *ids.values(), of=Choice) if lines else []
    found = {(str(each["sort"]), each["id"]): each for each in listed}
    for n, (line, each) in enumerate(zip(lines, asked, strict=True), start=1):
        if each is None or (each[1], int(each[2])) not in found:
            raise Refused(NONE_THERE, "others", n=n, line=line[:60])
    return list(found.values())


async def erase(offered: list[Choice], chosen: Collection[str]) -> None:
    """`chosen`: photo-7, file-8; what was not offered is left out."""
    found = [each for each in offered if f"{each['sort']}-{each['id']}" in chosen]
    for sort in Sort:
        if ids := [each["id"] for each in found if each["sort"] == sort]:
            await mark_erased(sort, GONE[sort], ids, today(), now(), REASON)
