"""Rules that counties let others begin from: of the rules alone a copy, which all may read."""

from datetime import datetime
from typing import TypedDict

from msgspec.structs import replace

from app.charter.model import Charter, Host
from app.db import row, rows
from app.text.search import search_pattern

PAGE = 50
SHORTEST = 2  # 唐县 and its like are never called by one character
# Of all counties: the table holds what counties published, and its policies who may write it.
LIST = """
    SELECT "published_charter"."county" AS code, "name", "platform", "title", "number",
           "published_at"
    FROM "published_charter" JOIN "county" ON "county"."id" = "published_charter"."county"
    WHERE "published_charter"."county" <> $1 AND "withdrawn_at" IS NULL
      AND "published_charter"."county" > $2
      AND ($3 = '' OR "name" ~* $3 OR "platform" ~* $3)
    ORDER BY 1 LIMIT 51
"""
ONE = """
    SELECT "published_charter".*, "name"
    FROM "published_charter" JOIN "county" ON "county"."id" = "published_charter"."county"
    WHERE "published_charter"."county" = $2 AND "withdrawn_at" IS NULL AND $1::int IS NOT NULL
"""


class Published(TypedDict):
    """`number`: of the version; `name`: the county's."""

    county: int
    platform: str
    title: str
    number: int
    document: str
    published_by: str
    published_at: datetime
    withdrawn_at: datetime | None
    name: str


class ListedPublished(TypedDict):
    """`code`: the county's."""

    code: int
    name: str
    platform: str
    title: str
    number: int
    published_at: datetime


async def published(code: int) -> Published | None:
    """Within the caller's transaction. None: that county does not publish its rules."""
    return await row(ONE, code, of=Published)


async def listed(q: str, after: int) -> tuple[list[ListedPublished], int | None]:
    """Within the caller's transaction: a page of them, and after which the next one begins."""
    found = await rows(LIST, after, search_pattern(q), of=ListedPublished)
    return found[:PAGE], found[PAGE - 1]["code"] if len(found) > PAGE else None


def without_own(charter: Charter, name: str = "") -> Charter:
    """Without what is that county's alone, and would be wrong here: whom it does not rank, who runs
    it and under which number people reach them, channels that bear its `name`, if that is known.
    Pure.
    """
    called = name[:-1] if len(name) > SHORTEST else name  # 甲子 of 甲子区
    sheets = [replace(each, excluded=[]) for each in charter.scoring.sheets]
    channels = [each for each in charter.publicity.channels if not called or called not in each]
    return replace(
        charter,
        host=Host(),
        publicity=replace(charter.publicity, channels=channels),
        scoring=replace(charter.scoring, sheets=sheets),
    )
