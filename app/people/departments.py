"""The county's departments: who carries out what was agreed on."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.db import county_tx, row, rows, value
from app.i18n import _
from app.people.rules import LONGEST_NAME, check_phone_seen, work_phone
from app.people.tables import Department
from app.refusal import Overtaken, Refused
from app.text.search import name_pattern
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest

DEPARTMENTS = """
    SELECT "department"."id", "department"."name", "department"."phone",
           (SELECT count(*) FROM "appointment"
            WHERE "appointment"."county" = $1
              AND "appointment"."department" = "department"."id"
              AND "appointment"."ended_at" IS NULL) AS people, "ceased_at"
    FROM "department" WHERE "department"."county" = $1 ORDER BY "by_pinyin"
"""
NAMED_BY = """
    SELECT "name", "ceased_at" FROM "department"
    WHERE "department"."county" = $1 AND "name" ~* $2 AND "id" <> $3 LIMIT 1
"""
TAKEN = _("已经有这个名称了。")
ENDED = _("“%(name)s”停用了，没有删除。请在列表下面“停用了的”里打开它，再恢复。")


MOST = 2000  # fields: four for each department, as the page is one form


@dataclass
class DepartmentForm:
    name: str = ""
    phone: str = ""


@dataclass
class PhoneForm:
    """`was`: what stood there when the form was made."""

    phone: str = ""
    was: str = ""


@get("/departments", guards=[may(Act.PEOPLE)])
async def departments() -> Template:
    async with county_tx(readonly=True):
        found = await rows(DEPARTMENTS)
    context = {
        "departments": [each for each in found if each["ceased_at"] is None],
        "ended": [each for each in found if each["ceased_at"] is not None],
    }
    return Template("people/departments.html", context=context)


@change("/departments", may(Act.PEOPLE), page="/people/departments", one=True, most=MOST)
async def add_department(request: AnyRequest, form: DepartmentForm) -> Done:  # noqa: ARG001
    name = check_name(form.name)
    phone = work_phone(form.phone)
    await check_free(name)
    added = await value(
        'INSERT INTO "department" ("county", "name", "phone") VALUES ($1, $2, $3)'
        ' ON CONFLICT DO NOTHING RETURNING "id"',
        name,
        phone,
    )
    if added is None:
        raise Refused(TAKEN, "name")
    return Done("/people/departments", sentence(_("已添加。")))


@change(
    "/departments/{department_id:int}/phone",
    may(Act.PEOPLE),
    page="/people/departments",
    one=True,
    by="department",
    most=MOST,
)
async def department_phone(
    request: AnyRequest,  # noqa: ARG001
    form: PhoneForm,
    department_id: int,
) -> Done:
    kept, this = work_phone(form.phone), Department.id == department_id
    check_phone_seen(form.was, (await locked(department_id))["phone"])
    await Department.update({Department.phone: kept}).where(this)
    said = _("电话已登记。") if kept else _("电话已删去。")
    return Done("/people/departments", sentence(said))


async def locked(department_id: int) -> dict[str, Any]:
    this = Department.id == department_id
    found = (
        await Department.select(Department.name, Department.phone).where(this).lock_rows().first()
    )
    if found is None:
        raise NotFoundException(_("没有这个单位。"))
    return found


@dataclass
class NameForm:
    """`was`: what stood there when the form was made."""

    name: str = ""
    was: str = ""


@change(
    "/departments/{department_id:int}/name",
    may(Act.PEOPLE),
    page="/people/departments",
    one=True,
    by="department",
    most=MOST,
)
async def rename_department(
    request: AnyRequest,  # noqa: ARG001
    form: NameForm,
    department_id: int,
) -> Done:
    """It was mistyped, or is called otherwise now: everywhere, also in what it did before."""
    name, this = check_name(form.name), Department.id == department_id
    found = await locked(department_id)
    if form.was != found["name"]:
        raise Overtaken(_("别人刚刚改过这个名称，现在的已经显示出来，请再看一遍。"), "name")
    await check_free(name, department_id)
    if name != found["name"]:
        await Department.update({Department.name: name}).where(this)
        before, after = {"department": found["name"]}, {"department": name}
        await note(Noted.DEPARTMENT, "/people/departments", before, after)
    return Done("/people/departments", sentence(_("名称已改。")))


async def check_free(name: str, but: int = 0) -> None:
    """`but`: whose name it may be."""
    if taken := await row(NAMED_BY, name_pattern(name), but):
        if taken["ceased_at"] is None:
            raise Refused(TAKEN, "name")
        raise Refused(ENDED, "name", name=taken["name"])


def check_name(typed: str) -> str:
    name = typed.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(_("请填名称，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME)
    return name


handlers = [departments, add_department, department_phone, rename_department]
