"""The county's departments: who carries out what was agreed on."""

from dataclasses import dataclass

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.db import county_tx, rows, value
from app.i18n import _
from app.people.rules import LONGEST_NAME
from app.refusal import Refused
from app.text.search import name_pattern
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest

DEPARTMENTS = """
    SELECT "department"."id", "department"."name",
           (SELECT count(*) FROM "appointment"
            WHERE "appointment"."county" = $1
              AND "appointment"."department" = "department"."id" AND "ended_at" IS NULL) AS people
    FROM "department" WHERE "department"."county" = $1 ORDER BY "by_pinyin"
"""
NAMED = """
    SELECT true FROM "department" WHERE "department"."county" = $1 AND "name" ~* $2 LIMIT 1
"""


@dataclass
class DepartmentForm:
    name: str = ""


@get("/departments", guards=[may(Act.PEOPLE)])
async def departments() -> Template:
    async with county_tx(readonly=True):
        found = await rows(DEPARTMENTS)
    return Template("people/departments.html", context={"departments": found})


@change("/departments", may(Act.PEOPLE), page="/people/departments")
async def add_department(request: AnyRequest, form: DepartmentForm) -> Done:  # noqa: ARG001
    name = form.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(_("请填名称，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME)
    taken = await value(NAMED, name_pattern(name))
    added = taken or await value(
        'INSERT INTO "department" ("county", "name") VALUES ($1, $2)'
        ' ON CONFLICT DO NOTHING RETURNING "id"',
        name,
    )
    if taken or added is None:
        raise Refused(_("已经有这个名称了。"), "name")
    return Done("/people/departments", sentence(_("已添加。")))


handlers = [departments, add_department]
