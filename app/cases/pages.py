"""典型 as all read them: what regions published, of this county and of others."""

from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.cases import nominating
from app.db import county_tx, row, rows
from app.divisions.rules import spoken
from app.i18n import _
from app.web.forms.fields import word_asked

PAGE = 20
# Of all counties: the table holds what regions published, and its policies who may write it.
CASES = f"""
    SELECT "published_case".*, "county"."name" AS county_name, "slug",
           (SELECT {spoken()} FROM "division" WHERE "code" = "region"::text)
               AS region_name,
           ("published_at" AT TIME ZONE 'Asia/Shanghai')::date AS published_on,
           "published_case"."county" = $1 AS own
    FROM "published_case" JOIN "county" ON "county"."id" = "published_case"."county"
    WHERE "withdrawn_at" IS NULL
"""  # noqa: S608
LIST = f"""{CASES}
    AND ($2::bigint IS NULL OR "published_case"."id" < $2)
    AND (NOT $3 OR "published_case"."county" = $1)
    ORDER BY "published_case"."id" DESC LIMIT {PAGE + 1}
"""
ONE = f'{CASES} AND "published_case"."id" = $2'


@get("/")
async def index(before: FromQuery[int | None] = None, own: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        found = await rows(LIST, before, word_asked(own, {"true"}) != "")
    context = {
        "cases": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "own": own == "true",
    }
    return Template("cases/index.html", context=context)


@get("/{case_id:int}")
async def case_page(case_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found: Any = await row(ONE, case_id)
    if found is None:
        raise NotFoundException(_("没有这个页面，或者已经收回。"))
    return Template("cases/show.html", context={"case": found})


router = Router("/cases", route_handlers=[index, case_page, *nominating.handlers])
