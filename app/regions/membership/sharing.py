"""Joining: a county decides, item by item, what its prefecture and its province see."""

import re
from functools import partial
from typing import Any

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import today
from app.db import county_in_tx, county_tx, row, rows, tx
from app.i18n import _
from app.jobs.queue import enqueue
from app.ledger.measures import ITEM_OF
from app.ledger.posting import mark_dirty
from app.refusal import Refused
from app.regions.dictionary import ITEMS, MEASURES, STANDING
from app.regions.wording import said
from app.web.fields import id_in
from app.web.requests import AnyRequest, charter_of, form_post, to, user_of

PAGE = 50
OPEN = """
    SELECT "region", "item", "agreed_by", "agreed_at" FROM "share"
    WHERE "share"."county" = $1 AND "ended_at" IS NULL
"""
# What is let through, as it is: of stocks the last, of the rest all there has been.
SEEN = """
    SELECT "measure", sum("n")::bigint AS n, (array_agg("n" ORDER BY "quarter" DESC))[1] AS last
    FROM "county_count" WHERE "county_count"."county" = $1 GROUP BY 1
"""
LOOKS = """
    SELECT "id", "region", "person", "page", "looked_on" FROM "look"
    WHERE "look"."county" = $1 AND ($2::bigint IS NULL OR "id" < $2)
    ORDER BY "id" DESC LIMIT 51
"""
PROFILE = 'SELECT "people", "said_of", "said_by" FROM "profile" WHERE "profile"."county" = $1'
NAMES = "SELECT code, name FROM division WHERE code = ANY($2::text[]) AND $1::int IS NOT NULL"
AGREE = """
    INSERT INTO "share" ("county", "region", "item", "agreed_by")
    SELECT $1, $2, item, $4 FROM unnest($3::text[]) AS item ON CONFLICT DO NOTHING
"""
END = """
    UPDATE "share" SET "ended_at" = now(), "ended_by" = $4, "changed" = nextval('app.change')
    WHERE "share"."county" = $1 AND "region" = $2 AND NOT "item" = ANY($3::text[])
      AND "ended_at" IS NULL
"""
FORGET_PLACE = 'DELETE FROM "standing" WHERE "standing"."county" = $1 AND "region" = $2'
SAY = """
    INSERT INTO "profile" ("county", "people", "said_of", "said_by") VALUES ($1, $2, $3, $4)
    ON CONFLICT ("county") DO UPDATE SET "people" = excluded."people",
        "said_of" = excluded."said_of", "said_by" = excluded."said_by", "said_at" = now()
"""
MOST_PEOPLE, FIRST_YEAR = 5_000_000, 2000


def regions_above(county: int) -> tuple[int, int]:
    """Its province and its prefecture, by code. Pure."""
    return county // 10000, county // 100


async def above_by_name() -> dict[int, str]:
    """Within the caller's transaction: code → name, the province first."""
    codes = regions_above(county_in_tx())
    named = {each["code"]: each["name"] for each in await rows(NAMES, list(map(str, codes)))}
    return {code: named.get(str(code), str(code)) for code in codes}


@get("/", guards=[may(Act.CHARTER)])
async def show(request: AnyRequest, before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        above = await above_by_name()
        open_ones = {(each["region"], each["item"]): each for each in await rows(OPEN)}
        seen = {each["measure"]: each for each in await rows(SEEN)}
        looks = await rows(LOOKS, before)
        profile = await row(PROFILE)
    measures: dict[str, list[str]] = {}
    for measure, item in ITEM_OF.items():
        if measure in MEASURES:  # the squares are no figure of their own
            measures.setdefault(item, []).append(measure)
    context = {
        "above": above,
        "items": ITEMS,
        "measures": measures,
        "called": MEASURES,
        "open": open_ones,
        "seen": seen,
        "stands": lambda measure: measure in STANDING,
        "looks": looks[:PAGE],
        "older": looks[PAGE - 1]["id"] if len(looks) > PAGE else None,
        "profile": profile,
        "year": today().year,
        "said": partial(said, names=charter_of(request).names),
    }
    return Template("regions/sharing.html", context=context)


@form_post("/", guards=[may(Act.CHARTER)])
async def agree(request: AnyRequest) -> Any:
    """All items of one region at once: what is not ticked is kept, or withdrawn from now on."""
    form = await request.form()
    region = id_in(str(form.get("region", "")))
    items = [str(each) for each in form.getall("item", [])]
    async with county_tx():
        if region not in regions_above(county_in_tx()) or not set(items) <= set(ITEMS):
            raise Refused(_("只能和本县所在的省、市共享，一项一项地选。"))
        me, bound = user_of(request).name, tx()
        await bound.connection.execute(END, bound.county, region, items, me)
        await bound.connection.execute(AGREE, bound.county, region, items, me)
        await bound.connection.execute(FORGET_PLACE, bound.county, region)
        await enqueue("place", region=region)
    return to(request, "/sharing")


@form_post("/people", guards=[may(Act.CHARTER)])
async def say_people(request: AnyRequest) -> Any:
    form = await request.form()
    people = id_in(re.sub("[,，]", "", str(form.get("people", "")))) or 0
    year = id_in(str(form.get("said_of", ""))) or 0
    if not 0 < people <= MOST_PEOPLE:
        raise Refused(_("常住人口请填人数，在 1 到 %(n)s 之间。"), "people", n=MOST_PEOPLE)
    if not FIRST_YEAR <= year <= today().year:
        raise Refused(_("请填这是哪一年的数。"), "said_of")
    async with county_tx():
        await tx().connection.execute(SAY, tx().county, people, year, user_of(request).name)
        await mark_dirty([today()])
    return to(request, "/sharing")


router = Router("/sharing", route_handlers=[show, agree, say_people])
