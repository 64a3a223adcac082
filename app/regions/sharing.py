"""Joining: a county decides, item by item, what its prefecture and its province see."""

from typing import Any

from litestar import Router, get
from litestar.response import Template
from msgspec import structs

from app.accounts.roles import Act, may
from app.db import county_in_tx, county_tx, row, rows, tx
from app.ledger.words import kind_called
from app.refusal import Refused
from app.regions.dictionary import ITEMS, KINDS_SHARED
from app.web import AnyRequest, charter_of, form_post, id_in, to, user_of
from app.words import _, translated

OPEN = """
    SELECT "region", "item", "agreed_by", "agreed_at" FROM "share"
    WHERE "share"."county" = $1 AND "ended_at" IS NULL
"""
COUNTS = """
    SELECT "kind", sum("entries")::bigint AS entries, sum("quantity")::bigint AS quantity
    FROM "county_count" WHERE "county_count"."county" = $1 AND "kind" = ANY($2::text[])
    GROUP BY 1
"""
LOOKS = """
    SELECT "region", "person", "page", "looked_on" FROM "look"
    WHERE "look"."county" = $1 AND ($2::bigint IS NULL OR "id" < $2)
    ORDER BY "id" DESC LIMIT 51
"""
NAME = "SELECT name FROM division WHERE code = $2 AND $1::int IS NOT NULL"
AGREE = """
    INSERT INTO "share" ("county", "region", "item", "kinds", "agreed_by")
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""
END = """
    UPDATE "share" SET "ended_at" = now(), "ended_by" = $4
    WHERE "share"."county" = $1 AND "region" = $2 AND NOT "item" = ANY($3::text[])
      AND "ended_at" IS NULL
"""
KINDS = [kind for kinds in KINDS_SHARED.values() for kind in kinds]


def regions_above(county: int) -> tuple[int, int]:
    """Its province and its prefecture, by code. Pure."""
    return county // 10000, county // 100


@get("/", guards=[may(Act.CHARTER)])
async def show(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        above = {}
        for code in regions_above(county_in_tx()):  # two
            named = await row(NAME, str(code))
            above[code] = named["name"] if named else str(code)
        open_ones = {(each["region"], each["item"]): each for each in await rows(OPEN)}
        counts = {each["kind"]: each for each in await rows(COUNTS, KINDS)}
        looks = await rows(LOOKS, None)
    context = {
        "above": above,
        "items": {
            key: (translated(label, **structs.asdict(charter_of(request).names)), kinds)
            for key, (label, kinds) in ITEMS.items()
        },
        "open": open_ones,
        "counts": counts,
        "looks": looks[:50],
        "kind_called": kind_called,
        "charter_names": charter_of(request).names,
    }
    return Template("regions/sharing.html", context=context)


@form_post("/", guards=[may(Act.CHARTER)])
async def agree(request: AnyRequest) -> Any:
    """All items of one region at once: what is not ticked is kept, or withdrawn from today."""
    form = await request.form()
    region = id_in(str(form.get("region", "")))
    items = [str(each) for each in form.getall("item", [])]
    async with county_tx():
        if region not in regions_above(county_in_tx()) or not set(items) <= set(ITEMS):
            raise Refused(_("只能和本县所在的省、市共享，一项一项地选。"))
        me, bound = user_of(request).name, tx()
        await bound.connection.execute(END, bound.county, region, items, me)
        for item in items:  # a handful
            await bound.connection.execute(
                AGREE, bound.county, region, item, KINDS_SHARED[item], me
            )
    return to(request, "/sharing")


router = Router("/sharing", route_handlers=[show, agree])
