"""The region's side: what its counties nominate, what it chooses of it, and publishes to all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.cases import rules
from app.choosing.asking import Asked, choices_of, filtered, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.db import as_region, county_in_tx, execute, region_tx, row, rows
from app.divisions.rules import spoken
from app.i18n import _
from app.regions.queries import CALLED
from app.web.forms.fields import word_asked
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

PAGE = 50
# `$1` is the region. Its role sees no more than what is nominated to it, or passed on to it.
# `nominated` has it in the order of the list, with its state: a page reads what it shows.
SHOWN = f"""
    SELECT "asked"."county" AS code, "nomination".*, {CALLED} AS county_name, "slug",
           "nomination"."region" = $1 AS own, "state"
"""
THEIR_OWN = """
    CROSS JOIN LATERAL (
        SELECT "id", "topic", "region", "onward", "passed_to", "title", "matter", "talk", "result",
               "photos", "nominated_at"
        FROM "nomination" WHERE "nomination"."county" = "asked"."county"
          AND "nomination"."id" = "asked"."nomination" OFFSET 0) AS "nomination"
    JOIN "county" ON "county"."id" = "asked"."county"
"""
LIST = f"""/* app_region */ {SHOWN}
    FROM (SELECT "county", "nomination", "state" FROM "nominated"
          WHERE "region" = $1 {{narrowed}} ORDER BY "nomination" DESC LIMIT {PAGE + 1}) AS "asked"
    {THEIR_OWN} ORDER BY "asked"."nomination" DESC
"""  # noqa: S608  (of this file's own words)
NARROWED = {
    "before": 'AND "nomination" < :before', "state": 'AND "state" = :state',
    "county": 'AND "county" = :county',
}  # fmt: skip
# Of each county it is looked up whether it shares: a join would read all that is shared for each,
# where the planner takes them for one (of the counts it has no statistics).
HOW_MANY = """/* app_region */
    SELECT "state", sum("n")::int AS n FROM "nominated_count" WHERE "region" = $1 {narrowed}
      AND EXISTS (SELECT FROM "share" WHERE "share"."county" = "nominated_count"."county"
                  AND "share"."region" = $1 OFFSET 0) GROUP BY 1
"""
ONE = f"""/* app_region */ {SHOWN} FROM "nominated" AS "asked" {THEIR_OWN}
    WHERE "asked"."region" = $1 AND "asked"."county" = $2 AND "asked"."nomination" = $3
"""
LOCK = """/* app_region */
    SELECT true FROM "nomination" WHERE "county" = $2 AND "id" = $3 AND $1::int IS NOT NULL
    FOR UPDATE
"""
COUNTIES = f"""/* app_region */
    SELECT "county"."id", {CALLED} AS name FROM "county"
    WHERE "county"."id" IN (
        SELECT "county" FROM "nominated_count" WHERE "region" = $1 AND "n" > 0
        INTERSECT SELECT "county" FROM "share" WHERE "region" = $1)
    ORDER BY 1
"""  # noqa: S608
CHOICES = f"""/* app_region */
    SELECT "region", "kind", "reason", "person", "at",
           (SELECT {spoken()} FROM "division" WHERE "code" = "region"::text)
               AS region_name
    FROM "choice" WHERE "county" = $2 AND "nomination" = $3 AND $1::int IS NOT NULL
    ORDER BY "id" DESC
"""  # noqa: S608
DECIDE = """/* app_region */
    INSERT INTO "choice" ("county", "nomination", "region", "kind", "reason", "person")
    VALUES ($2, $3, $1, $4, $5, $6)
"""
PUBLISH = """/* app_region */
    INSERT INTO "published_case" ("county", "nomination", "topic", "region", "title", "matter",
        "talk", "result", "photos")
    SELECT "county", "id", "topic", $1, "title", "matter", "talk", "result", "photos"
    FROM "nomination" WHERE "county" = $2 AND "id" = $3
"""
RECALL = """/* app_region */
    UPDATE "published_case" SET "withdrawn_at" = now()
    WHERE "county" = $2 AND "nomination" = $3 AND "region" = $1 AND "withdrawn_at" IS NULL
"""
ONWARD = """/* app_region */
    UPDATE "nomination" SET "passed_to" = $1 / 100 WHERE "county" = $2 AND "id" = $3
"""
# The region writes in no county's ledger: it says that there is work for the county's own job.
DUE = """/* app_region */
    INSERT INTO jobs.due (county)
    SELECT "county" FROM "nomination" WHERE "county" = $2 AND "id" = $3 AND $1::int IS NOT NULL
"""
BESIDE = {"published": PUBLISH, "recalled": RECALL, "passed_on": ONWARD, "chosen": DUE}
BESIDE["declined"] = DUE  # it may have been chosen before


@choices_of(What.COUNTY)
async def counties_to_choose(asked: Asked) -> list[Choice]:
    """Those of which something is nominated."""
    found = await rows(COUNTIES)
    return fitting(asked, [Choice(str(each["id"]), each["name"]) for each in found])


@get("/", guards=[may(Act.CHOOSE)])
async def index(
    request: AnyRequest,
    before: FromQuery[int | None] = None,
    only: FromQuery[str] = "",
    county: FromQuery[str] = "",
) -> Template:
    """Newest first; `only` of one state, `county` of one county."""
    state = word_asked(only, rules.STATES)
    async with region_tx(readonly=True):
        of, counties = await filtered(What.COUNTY, user_of(request), county)
        found = await listed(before=before, state=state or None, county=of)
        counts = {each["state"]: each["n"] for each in await counted(of)}
    context = {
        "nominations": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "states": rules.STATES,
        "counts": counts,
        "state": state,
        "counties": counties,
        "county": of,
    }
    return Template("cases/choosing.html", context=context)


async def listed(**filters: Any) -> list[Any]:
    """A page and one more. Within the region's transaction; `filters`: as NARROWED has them."""
    return await rows(LIST.format(narrowed=narrowed(filters)), **filters)


async def counted(county: int | None) -> list[Any]:
    """By state, of one county or all."""
    filters = {"county": county}
    return await rows(HOW_MANY.format(narrowed=narrowed(filters)), **filters)


def narrowed(filters: Mapping[str, Any]) -> str:
    """Of those in use alone: each has an index of its own. Pure."""
    return " ".join(NARROWED[name] for name, one in filters.items() if one is not None)


@get("/{code:int}/{nomination_id:int}", guards=[may(Act.CHOOSE)])
async def nominated_case(code: FromPath[int], nomination_id: FromPath[int]) -> Template:
    async with region_tx(readonly=True):
        found = await seen(code, nomination_id)
        context = {
            "nomination": found,
            "choices": await rows(CHOICES, code, nomination_id),
            "possible": possible(found),
            "region": county_in_tx(),
            "states": rules.STATES,
            "kinds": rules.KINDS,
        }
    return Template("cases/choice.html", context=context)


async def seen(code: int, nomination_id: int) -> Any:
    """Withdrawn, another region's, of a county that left: all the same, not there."""
    fits = 0 < code < 10**6 and 0 < nomination_id < 2**63
    found = await row(ONE, code, nomination_id) if fits else None
    if found is None:
        raise NotFoundException(_("没有这个页面，或者已经撤回。"))
    return found


def possible(found: Any) -> list[str]:
    return rules.possible(
        found["state"],
        region=county_in_tx(),
        own=found["own"],
        onward=found["onward"],
        passed=found["passed_to"] is not None,
    )


@dataclass
class ChoiceForm:
    kind: str = ""
    reason: str = ""
    seen: str = ""


@change(
    "/{code:int}/{nomination_id:int}/choice",
    may(Act.CHOOSE),
    page="/cases/{code}/{nomination_id}",
)
async def choice(request: AnyRequest, form: ChoiceForm, code: int, nomination_id: int) -> Done:
    """Who comes second waits at the lock, and then is told what the first one did."""
    async with as_region():
        await seen(code, nomination_id)
        await row(LOCK, code, nomination_id)
        found = await seen(code, nomination_id)
        state = found["state"]
        reason = rules.check_choice(form.kind, form.reason, state, possible(found), form.seen)
        await decide(code, nomination_id, form.kind, reason, user_of(request).name)
    decided = {"decision": form.kind, "county": found["county_name"], "title": found["title"]}
    about = f"/cases/{code}/{nomination_id}"
    await note(Noted.CASE_DECIDED, about, {"state": found["state"]}, decided | {"reason": reason})
    return Done(f"/cases/{code}/{nomination_id}", sentence(_("决定已记录。")))


async def decide(code: int, nomination_id: int, kind: str, reason: str, who: str) -> None:
    """With what follows from it. In the role of the region, within the caller's transaction."""
    await execute(DECIDE, code, nomination_id, kind, reason, who)
    if beside := BESIDE.get(kind):
        await execute(beside, code, nomination_id)


router = Router("/cases", route_handlers=[index, nominated_case, choice])
