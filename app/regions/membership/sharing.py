"""Joining: a county decides, item by item, what its prefecture and its province see."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.dates import today
from app.db import county_tx, execute, row, rows, tx
from app.i18n import _
from app.jobs.queue import enqueue
from app.ledger.measures import ITEM_OF
from app.ledger.posting import note_due
from app.ledger.series import PLACE_OF
from app.refusal import Refused, refuse_all
from app.regions.dictionary import ITEMS, MEASURES
from app.regions.membership.above import to_share_with
from app.regions.membership.placing import in_turn, recall
from app.regions.wording import said
from app.web.forms.fields import id_in
from app.web.forms.versions import check_version, version_of
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
OPEN = """
    SELECT "region", "item", "agreed_by", "agreed_at" FROM "share"
    WHERE "share"."county" = $1 AND "ended_at" IS NULL
"""
# What is let through, as it is: of stocks the last, of the rest all there has been. Both are what
# the county's row of an item ends with, however many quarters there were.
SEEN = """
    SELECT "asked".measure, "sums"["asked".place][array_length("sums", 2)] AS n
    FROM "county_series" JOIN unnest($2::text[], $3::text[], $4::int[])
        AS "asked" (item, measure, place) USING (item)
    WHERE "county_series"."county" = $1
"""
LOOKS = """
    SELECT "id", "region", "person", "page", "looked_on" FROM "look"
    WHERE "look"."county" = $1 AND ($2::bigint IS NULL OR "id" < $2)
    ORDER BY "id" DESC LIMIT 51
"""
PROFILE = 'SELECT "people", "said_of", "said_by" FROM "profile" WHERE "profile"."county" = $1'
AGREE = """
    INSERT INTO "share" ("county", "region", "item", "agreed_by")
    SELECT $1, $2, item, $4 FROM unnest($3::text[]) AS item ON CONFLICT DO NOTHING
"""
END = """
    UPDATE "share" SET "ended_at" = now(), "ended_by" = $4, "changed" = nextval('app.change')
    WHERE "share"."county" = $1 AND "region" = $2 AND NOT "item" = ANY($3::text[])
      AND "ended_at" IS NULL
"""
SAY = """
    INSERT INTO "profile" ("county", "people", "said_of", "said_by") VALUES ($1, $2, $3, $4)
"""
SAY_ANEW = """
    UPDATE "profile" SET "people" = $2, "said_of" = $3, "said_by" = $4, "said_at" = now()
    WHERE "profile"."county" = $1
"""
# Items, measures and their places in an item's row.
PLACED = [[*each] for each in zip(*((i, m, n) for m, (i, n) in PLACE_OF.items()), strict=True)]
MOST_PEOPLE, FIRST_YEAR = 5_000_000, 2000


@get("/", guards=[may(Act.CHARTER)])
async def sharing_page(request: AnyRequest, before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        above = await to_share_with()
        open_ones = {(each["region"], each["item"]): each for each in await rows(OPEN)}
        seen = {each["measure"]: each["n"] for each in await rows(SEEN, *PLACED)}
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
        "given": Counter(code for code, _item in open_ones),
        "further": before is not None,
        "versions": {
            code: version_of(*sorted(item for region, item in open_ones if region == code))
            for code in above
        },
        "seen": seen,
        "looks": looks[:PAGE],
        "older": looks[PAGE - 1]["id"] if len(looks) > PAGE else None,
        "profile": profile,
        "of_people": version_of(*shown_of(profile)),
        "year": today().year,
        "said": partial(said, names=charter_of(request).names),
    }
    return Template("regions/sharing.html", context=context)


@dataclass
class SharingForm:
    region: str = ""
    version: str = ""
    item: list[str] = field(default_factory=list)


@change("/", may(Act.CHARTER), page="/sharing")
async def agree(request: AnyRequest, form: SharingForm) -> Done:
    """All items of one region at once: what is not ticked is kept, or withdrawn from now on."""
    region = id_in(form.region)
    above = await to_share_with()
    if region not in above or not set(form.item) <= set(ITEMS):
        raise Refused(_("只能和本地的上级政协共享，一项一项地选。"))
    await in_turn(region)
    agreed = [each["item"] for each in await rows(f"{OPEN} FOR UPDATE") if each["region"] == region]
    check_version(form.version, *sorted(agreed))
    me, bound = user_of(request).name, tx()
    await bound.connection.execute(END, bound.county, region, form.item, me)
    await bound.connection.execute(AGREE, bound.county, region, form.item, me)
    await recall(region, set(agreed) - set(form.item))
    await enqueue("place", region=region)
    name = above[region]
    names = charter_of(request).names
    was, became = (
        {"region": name, "items": "; ".join(said(ITEMS[it], names=names) for it in sorted(items))}
        for items in (agreed, form.item)
    )
    await note(Noted.SHARING, "/sharing", was, became)
    done = _("已照此与%(region)s共享。") if form.item else _("已不再与%(region)s共享。")
    return Done("/sharing", sentence(done, region=name))


def shown_of(profile: Any) -> tuple[Any, ...]:
    return (profile["people"], profile["said_of"]) if profile else ()


@dataclass
class PeopleForm:
    version: str = ""
    people: str = ""
    said_of: str = ""


@change("/people", may(Act.CHARTER), page="/sharing")
async def say_people(request: AnyRequest, form: PeopleForm) -> Done:
    profile = await row(f"{PROFILE} FOR UPDATE")
    check_version(form.version, *shown_of(profile))
    people = id_in(re.sub("[,，]", "", form.people)) or 0
    year, wrong = id_in(form.said_of) or 0, []
    if not 0 < people <= MOST_PEOPLE:
        text = _("常住人口请填人数，在 1 到 %(n)s 之间。")
        wrong.append(Refused(text, "people", n=MOST_PEOPLE))
    if not FIRST_YEAR <= year <= today().year:
        wrong.append(Refused(_("请填这是哪一年的数。"), "said_of"))
    refuse_all(wrong)
    await execute(SAY_ANEW if profile else SAY, people, year, user_of(request).name)
    await note(Noted.SHARING, "/sharing", after={"people": people})
    await note_due()
    return Done("/sharing", sentence(_("常住人口已保存。")))


router = Router("/sharing", route_handlers=[sharing_page, agree, say_people])
