"""A county lets others begin from its rules; others read them, and begin a draft from them."""

from datetime import datetime
from typing import TypedDict

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from msgspec.structs import replace

from app.access.roles import Act, may
from app.audit import Noted, note
from app.charter import store, wording
from app.charter.model import Charter
from app.db import county_in_tx, county_tx, row, rows, tx
from app.drafting.differences import differences
from app.i18n import _
from app.text.search import search_pattern
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
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
PUBLISH = """
    INSERT INTO "published_charter"
        ("county", "platform", "title", "number", "document", "published_by")
    SELECT $1, $3, $4, "number", "document", $5
    FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2
    ON CONFLICT ("county") DO UPDATE SET
        "platform" = excluded."platform", "title" = excluded."title",
        "number" = excluded."number", "document" = excluded."document",
        "published_by" = excluded."published_by", "published_at" = now(), "withdrawn_at" = NULL
"""
WITHDRAW = """
    UPDATE "published_charter" SET "withdrawn_at" = now()
    WHERE "published_charter"."county" = $1 AND "withdrawn_at" IS NULL
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


async def published(code: int) -> Published | None:
    """Within the caller's transaction. None: that county does not publish its rules."""
    return await row(ONE, code, of=Published)


async def own() -> Published | None:
    """What this county publishes; None: nothing."""
    return await published(county_in_tx())


async def beginning(code: int) -> Charter:
    """What a draft begins from."""
    found = await published(code)
    if found is None:
        raise NotFoundException(_("那个县没有公开它的规则，或者已经收回。"))
    return without_own_subjects(store.read(found["document"]))


def without_own_subjects(charter: Charter) -> Charter:
    """Whom that county does not rank means nobody here, or somebody else. Pure."""
    sheets = [replace(each, excluded=[]) for each in charter.scoring.sheets]
    return replace(charter, scoring=replace(charter.scoring, sheets=sheets))


@get("/published", guards=[may(Act.CHARTER)])
async def index(after: FromQuery[int] = 0, q: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        found = await rows(LIST, after, search_pattern(q))
    more = found[PAGE - 1]["code"] if len(found) > PAGE else None
    context = {"published": found[:PAGE], "more": more, "q": q}
    return Template("charter/published.html", context=context)


@get("/published/{code:int}", guards=[may(Act.CHARTER)])
async def published_charter_page(request: AnyRequest, code: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        charter = await beginning(code)
        found = await published(code)
    context = {
        "found": found,
        "reading": charter,
        "in_words": wording,
        "differences": differences(charter_of(request), charter),
    }
    return Template("charter/published_one.html", context=context)


@change("/sharing", may(Act.CHARTER), page="/charter/versions")
async def share(request: AnyRequest, form: Fields) -> Done:
    """`shared`: true publishes the version in force, as it is now; else it is withdrawn."""
    charter, here = charter_of(request), "/charter/versions"
    if form.get("shared") != "true":
        await tx().connection.execute(WITHDRAW, tx().county)
        await note(Noted.RULES_SHARED, here, {"state": "shared"}, {"state": "withdrawn"})
        return Done(here, sentence(_("已收回，别的县不再看得到。")))
    version: int = request.scope["charter_id"]  # type: ignore[typeddict-item]
    named = (charter.names.platform, charter.title, user_of(request).name)
    await tx().connection.execute(PUBLISH, tx().county, version, *named)
    await note(Noted.RULES_SHARED, here, after={"state": "shared", "title": charter.title})
    return Done(here, sentence(_("今天的规则已公开给别的县用。")))


handlers = [index, published_charter_page, share]
