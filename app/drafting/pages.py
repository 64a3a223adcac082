"""The county's rules for people to read; for the office the list of versions, compared in words."""

from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import store, wording
from app.charter.flow import asked_of
from app.charter.model import Charter
from app.choosing.asking import filtered
from app.choosing.kinds import What
from app.dates import today
from app.db import county_tx, row, rows
from app.drafting import draft_pages, editing, news, publishing, versions
from app.drafting.differences import differences
from app.drafting.editing import words_of_parts
from app.drafting.forms.fields import PARTS
from app.drafting.preview import pages as preview
from app.i18n import _
from app.stations import renaming
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of, realm_of, user_of

COLUMNS = '"id", "number", "effective_on", "author", "note", "saved_at"'
ONE = f"""
    SELECT {COLUMNS}, "document" FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2
"""  # noqa: S608
LIST = f"""
    SELECT {COLUMNS} FROM "charter"
    WHERE "charter"."county" = $1 AND ($2::bigint IS NULL OR "number" < $2)
    ORDER BY "number" DESC LIMIT 51
"""  # noqa: S608
PAGE = 50


async def find(charter_id: int) -> Any:
    found = await row(ONE, charter_id)
    if found is None:
        raise NotFoundException(_("没有这一版规则。"))
    return found


def reading(charter: Charter, **more: Any) -> Template:
    context = {
        "reading": charter,
        "in_words": wording,
        "asked_of": asked_of,
        "saved": None,
        "in_force": True,
        "parts": PARTS,
        **words_of_parts(),
        **more,
    }
    return Template("charter/show.html", context=context)


@get("/")
async def charter_page(request: AnyRequest) -> Template:
    return reading(charter_of(request))


@get("/versions/{charter_id:int}")
async def version(request: AnyRequest, charter_id: FromPath[int]) -> Template:
    """Public, as the rules in force are: a topic may run under it."""
    async with county_tx(readonly=True):
        saved = await find(charter_id)
        charter = await store.version(charter_id)
        newest = await versions.newest()
    in_force = charter_id == request.scope["charter_id"]  # type: ignore[typeddict-item]
    changes = [] if in_force else differences(charter, charter_of(request))
    more = {"saved": saved, "in_force": in_force, "newest": newest, "differences": changes}
    return reading(charter, **more)


@get("/versions", guards=[may(Act.CHARTER)])
async def index(request: AnyRequest, before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        found = await rows(LIST, before)
        newest = await versions.newest()
        fresh = await news.news()
        old_names = len(await renaming.due(charter_of(request)))
    more = len(found) > PAGE
    context = {
        "news": fresh,
        "old_names": min(old_names, renaming.AT_ONCE),
        "versions": found[:PAGE],
        "older": found[PAGE - 1]["number"] if more else None,
        "in_force": request.scope["charter_id"],  # type: ignore[typeddict-item]
        "today": today(),
        "form": versions.Proposal(made_against=newest),
    }
    return Template("charter/versions.html", context=context)


@get("/sharing", guards=[may(Act.CHARTER)])
async def sharing(request: AnyRequest) -> Template:
    """On a page of its own: beside a version that is brought in, its text would be left behind."""
    async with county_tx(readonly=True):
        shared = await publishing.own()
        current = await find(request.scope["charter_id"])  # type: ignore[typeddict-item]
    context = {"shared": shared, "current": current["number"]}
    return Template("charter/sharing.html", context=context)


@get("/versions/{charter_id:int}/compare", guards=[may(Act.CHARTER)])
async def compare(request: AnyRequest, charter_id: FromPath[int]) -> Template:
    """`with`: another version's id; without it, the version in force."""
    asked, me = request.query_params.get("with", ""), user_of(request)
    in_force: int = request.scope["charter_id"]  # type: ignore[typeddict-item]
    async with county_tx(readonly=True):
        one = await find(charter_id)
        other_id, listed = await filtered(What.VERSION, me, asked or str(in_force), charter_id)
        other = await find(other_id or (0 if asked else in_force))
        charters = await store.versions({one["id"], other["id"]})
    old, new = sorted((one, other), key=lambda each: int(each["number"]))
    found = differences(charters[old["id"]], charters[new["id"]])
    context = {"old": old, "new": new, "one": one, "other": other, "versions": listed}
    return Template("charter/compare.html", context=context | {"differences": found})


@get("/versions/{charter_id:int}/export", guards=[may(Act.CHARTER), spends("export")])
async def export(request: AnyRequest, charter_id: FromPath[int]) -> Response[bytes]:
    async with county_tx(readonly=True):
        saved = await find(charter_id)
    name = f"charter-{realm_of(request).strip('/')}-{saved['number']}.toml"
    return Response(
        saved["document"].encode(),
        media_type="application/toml",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


router = Router(
    "/charter",
    route_handlers=[
        charter_page,
        version,
        index,
        sharing,
        compare,
        export,
        *versions.handlers,
        *draft_pages.handlers,
        *editing.handlers,
        *preview.handlers,
        *publishing.handlers,
        *news.handlers,
    ],
)
