"""A county lets others begin from its rules; others read them, and begin a draft from them."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.charter import store, wording
from app.charter.flow import asked_of
from app.charter.model import Charter
from app.charter.published import Published, listed, published, without_own
from app.db import county_in_tx, county_tx, tx
from app.drafting.differences import differences
from app.i18n import _
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

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


async def own() -> Published | None:
    """What this county publishes; None: nothing."""
    return await published(county_in_tx())


async def beginning(code: int) -> Charter:
    """What a draft begins from."""
    found = await published(code)
    if found is None:
        raise NotFoundException(_("那个县没有公开它的规则，或者已经收回。"))
    return without_own(store.read(found["document"]), found["name"])


@get("/published", guards=[may(Act.CHARTER)])
async def index(after: FromQuery[int] = 0, q: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        found, more = await listed(q, after)
    context = {"published": found, "more": more, "q": q}
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
        "asked_of": asked_of,
        "differences": differences(charter_of(request), charter),
    }
    return Template("charter/published_one.html", context=context)


SHARING = "/charter/sharing"


@change("/sharing", may(Act.CHARTER), page=SHARING)
async def share(request: AnyRequest, form: Fields) -> Done:
    """`shared`: true publishes the version in force, as it is now; else it is withdrawn."""
    charter, here = charter_of(request), "/charter/versions"
    if form.get("shared") != "true":
        await tx().connection.execute(WITHDRAW, tx().county)
        await note(Noted.RULES_SHARED, here, {"state": "shared"}, {"state": "withdrawn"})
        return Done(SHARING, sentence(_("已收回，别的县不再看得到。")))
    version: int = request.scope["charter_id"]  # type: ignore[typeddict-item]
    named = (charter.names.platform, charter.title, user_of(request).name)
    await tx().connection.execute(PUBLISH, tx().county, version, *named)
    await note(Noted.RULES_SHARED, here, after={"state": "shared", "title": charter.title})
    return Done(SHARING, sentence(_("今天的规则已公开给别的县用。")))


handlers = [index, published_charter_page, share]
