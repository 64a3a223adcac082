"""A department ends, and is taken up again: its name stays, and what it did is counted as before.
What is open is the office's, as of any department that nobody speaks for, or goes to the one that
takes over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.choosing.asking import number_chosen, offer
from app.choosing.kinds import What
from app.dates import now
from app.db import county_tx, execute, row, rows
from app.i18n import _
from app.people.rules import check_ending, check_taking_up
from app.people.taking_over import IS_OPEN, hand_over, have_back
from app.refusal import refuse_all
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

HERE = "/people/departments/{department_id}/ending"
ADDRESS = "/departments/{department_id:int}/ending"
SHOWN = f"""
    SELECT "department"."id", "department"."name", "department"."ceased_at",
           "other"."id" AS taken_over_by, "other"."name" AS taken_over_by_name,
           (SELECT count(*) FROM "commitment" WHERE "commitment"."county" = $1
            AND "commitment"."department" = "department"."id" AND {IS_OPEN}) AS open,
           (SELECT count(*) FROM "appointment" WHERE "appointment"."county" = $1
            AND "appointment"."department" = "department"."id" AND "appointment"."ended_at" IS NULL)
               AS people
    FROM "department"
    LEFT JOIN "department" AS "other" ON "other"."county" = $1
     AND "other"."id" = "department"."taken_over_by"
    WHERE "department"."county" = $1 AND "department"."id" = $2
"""  # noqa: S608
# In one order, so that two who end each other's take turns.
LOCKED = """
    SELECT "id", "name", "ceased_at", "taken_over_by" FROM "department"
    WHERE "department"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY "id" FOR UPDATE
"""
END = """
    UPDATE "department" SET "ceased_at" = :at, "taken_over_by" = :to, "handed" = :ids::bigint[]
    WHERE "department"."county" = $1 AND "id" = :one
"""


class Shown(TypedDict):
    """`open`: what it owes. `people`: who speak for it."""

    id: int
    name: str
    ceased_at: datetime | None
    taken_over_by: int | None
    taken_over_by_name: str | None
    open: int
    people: int


@dataclass
class EndingForm:
    reason: str = ""
    department: str = ""


@dataclass
class TakingUpForm:
    reason: str = ""


@get(ADDRESS, guards=[may(Act.PEOPLE)])
async def ending(request: AnyRequest, department_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found = await row(SHOWN, department_id, of=Shown)
        if found is None:
            raise NotFoundException(NOT_THERE)
        departments = await offer(What.DEPARTMENT, user_of(request))
    if departments.few:
        others = [each for each in departments.few if each.value != str(department_id)]
        departments = departments._replace(few=others)
    context = {"department": found, "departments": departments}
    return Template("people/ending.html", context=context)


NOT_THERE = _("没有这个单位。")


async def locked(department_id: int, *others: int | None) -> dict[int, Any]:
    found = {
        each["id"]: each for each in await rows(LOCKED, [department_id, *filter(None, others)])
    }
    if department_id not in found:
        raise NotFoundException(NOT_THERE)
    return found


@change(ADDRESS, may(Act.PEOPLE), page=HERE)
async def end(request: AnyRequest, form: EndingForm, department_id: int) -> Done:
    other, unfound = await number_chosen(
        What.DEPARTMENT, user_of(request), form.department, "department"
    )
    found = await locked(department_id, other)
    one, over = found[department_id], found.get(other or 0)
    reason, wrong = check_ending(
        form.reason, ended=one["ceased_at"] is not None, itself=other == department_id,
        other_ended=over is not None and over["ceased_at"] is not None,
    )  # fmt: skip
    refuse_all([*unfound, *wrong])
    at = now()
    handed = await hand_over(department_id, other, at)
    await execute(END, one=department_id, to=other, at=at, ids=handed)
    after = {"state": "ended", "department": over["name"] if over else None, "reason": reason}
    before = {"state": "enabled", "department": one["name"]}
    await note(Noted.DEPARTMENT, "/people/departments", before, after)
    return Done("/people/departments", sentence(_("已停用，名称和以前的记录都留着。")))


@change(f"{ADDRESS}/taking-up", may(Act.PEOPLE), page=HERE)
async def take_up(request: AnyRequest, form: TakingUpForm, department_id: int) -> Done:  # noqa: ARG001
    """It was ended by mistake: what is still open of what went over comes back, and its people."""
    one = (await locked(department_id))[department_id]
    reason = check_taking_up(form.reason, ended=one["ceased_at"] is not None)
    await have_back(department_id, one["ceased_at"], now())
    await execute(END, one=department_id, to=None, at=None, ids=[])
    before = {"state": "ended", "department": one["name"]}
    await note(
        Noted.DEPARTMENT, "/people/departments", before, {"state": "enabled", "reason": reason}
    )
    return Done("/people/departments", sentence(_("已恢复，停用时交出去、还没有办完的也回来了。")))


handlers: list[Any] = [ending, end, take_up]
