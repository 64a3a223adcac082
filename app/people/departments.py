"""The county's departments: who carries out what was agreed on."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import URLEncodedBody
from litestar.response import Template

from app.db import county_tx, rows, value
from app.i18n import _
from app.people.rules import LONGEST_NAME
from app.refusal import Refused
from app.text.search import name_pattern
from app.web.idempotency import once, seen_before
from app.web.requests import to

AnyRequest = Request[Any, Any, Any]

DEPARTMENTS = """
    SELECT "department"."id", "department"."name",
           (SELECT count(*) FROM "appointment"
            WHERE "appointment"."county" = $1
              AND "appointment"."department" = "department"."id" AND "ended_at" IS NULL) AS people
    FROM "department" WHERE "department"."county" = $1 ORDER BY "name" LIMIT 500
"""
NAMED = """
    SELECT true FROM "department" WHERE "department"."county" = $1 AND "name" ~* $2 LIMIT 1
"""


@dataclass
class DepartmentForm:
    name: str = ""
    once: str = ""


@get("/departments")
async def departments() -> Template:
    async with county_tx(readonly=True):
        found = await rows(DEPARTMENTS)
    return Template("people/departments.html", context={"departments": found, "once": once()})


@post("/departments", status_code=200)
async def add_department(
    request: AnyRequest, data: URLEncodedBody[DepartmentForm]
) -> Response[Any]:
    name = data.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(_("请填名称，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME)
    async with county_tx():
        if not await seen_before(data.once, "/people/departments"):
            taken = await value(NAMED, name_pattern(name))
            added = (
                None
                if taken
                else await value(
                    'INSERT INTO "department" ("county", "name") VALUES ($1, $2)'
                    ' ON CONFLICT DO NOTHING RETURNING "id"',
                    name,
                )
            )
            if added is None:
                raise Refused(_("已经有这个名称了。"), "name")
    return to(request, "/people/departments")


handlers = [departments, add_department]
