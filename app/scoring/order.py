"""In which order all subjects of a sheet stand, so that a page scores its own rows alone: kept by
the worker (order_keeping.py), with what changed since scored anew. Under other rules, or where much
changed, all are scored on the spot.
"""

from collections.abc import Collection
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypedDict

from msgspec import json, structs

from app.charter.sheets import Sheet
from app.db import row, rows
from app.ledger.figures import TAIL
from app.ledger.tables import these
from app.scoring.assessment.rules import STANDING
from app.scoring.counts.counting import WHOSE
from app.scoring.counts.effective_rules import InForce, sheets_over
from app.scoring.counts.history import assessments_of, mixed_in
from app.scoring.headings import Heading, assessed_by
from app.scoring.order_rules import Order, Stood, Totals, changed, in_units, of_scores, whole, worth
from app.scoring.periods import Period, before
from app.scoring.results import Standing, counted, live
from app.scoring.rules import in_total

FEW = 100  # changed since: more are not worth scoring one by one
# In one statement, so that nothing comes between what is kept and what has changed since.
KEPT = """
    SELECT {shown},
           EXISTS (SELECT FROM "unscored"
                   WHERE "unscored"."county" = $1 AND "subject" = '') AS void,
           ARRAY(
               SELECT DISTINCT subject FROM (
                   SELECT "subject" FROM "unscored"
                   WHERE "unscored"."county" = $1 AND "kind" IN ('', :kind) AND "subject" <> ''
                   UNION ALL
                   SELECT {subject} FROM "unscored" AS "entry"
                   WHERE "entry"."county" = $1 AND "kind" = :whose
                   UNION ALL
                   SELECT {subject} FROM {tail} WHERE "whose" = :whose
               ) AS changed (subject) WHERE subject IS NOT NULL LIMIT :most) AS changed
    FROM "kept_order" WHERE "kept_order"."county" = $1 AND "sheet" = :sheet
      AND "begins" = :begins AND "rules" = :rules
"""
WHOLE = '"subjects", "totals", "competes", "known", "keys"'
# Of all others the totals alone: a page of a ranking reads no more than that.
PART = """
    "subjects"{some} AS subjects, "keys"{some} AS keys, "totals", "known",
    cardinality(array_positions("competes", true)) AS competing
"""
FROM_TO = PART.format(some="[:first::int + 1 : :last::int]")
ALL_NAMES = PART.format(some="")
SETTLED = """
    SELECT "subject", "total", "rank" IS NOT NULL AS competes FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = $2
    ORDER BY "rank" IS NULL, "total" DESC, "by_pinyin", "subject"
"""

RANKS = """
    SELECT "subject", "rank" FROM "settled" WHERE "settled"."county" = $1 AND "assessment" = $2
      AND "subject" = ANY($3::text[]) AND "rank" IS NOT NULL
"""


class Kept(TypedDict):
    """`void`: nothing of it holds any more; `changed`: whose total may be another by now."""

    subjects: list[str]
    totals: list[int]
    competes: list[bool]
    known: list[bool]
    keys: list[str]
    void: bool
    changed: list[str]


class KeptPart(TypedDict):
    """`subjects`, `keys`: some; `totals`, `known`: of all."""

    subjects: list[str]
    keys: list[str]
    totals: list[int]
    known: list[bool]
    competing: int
    void: bool
    changed: list[str]


async def made_by(rules: InForce, period: Period) -> str:
    """All that the points come from but entries, marks and subjects, and what marks everything
    void; what things are called changes nothing. Of what is mixed in, as many parts of the period
    as count.
    """
    other = rules.sheets.get(rules.sheet.mix.of) if rules.sheet.mix else None
    begun = len(await mixed_in(other, period, rules.year_begins)) if other else 0
    of = [worth(each) if each else None for each in (rules.sheet, other)]
    what = [*of, rules.year_begins, begun, period.begins, period.ends]
    return sha256(json.encode(what)).hexdigest()


def keeps(sheet: Sheet) -> bool:
    """Pure. What a township or the county is called changes elsewhere, and nothing here is told."""
    named = any(not each.subject for each in sheet.excluded)
    return not (named and sheet.subject in {"township", "county"})


async def kept(rules: InForce, period: Period) -> Kept | None:
    """None: nothing that holds."""
    if not keeps(rules.sheet):
        return None
    sql, asked = await asking(rules, period, WHOLE)
    found = await row(sql, of=Kept, **asked)
    lost = found is None or found["void"] or len(found["changed"]) > FEW
    return None if lost else found


async def asking(rules: InForce, period: Period, shown: str) -> tuple[str, dict[str, Any]]:
    """The statement and its values."""
    whose = WHOSE[rules.sheet.subject]
    return KEPT.format(subject=whose.subject, tail=these("counted", TAIL, "entry"), shown=shown), {
        "kind": rules.sheet.subject,
        "whose": whose.end,
        "most": FEW + 1,
        "sheet": rules.sheet.key,
        "begins": period.begins,
        "rules": await made_by(rules, period),
    }


async def part_of(
    rules: InForce,
    period: Period,
    *,
    first: int = 0,
    most: int = 0,
    these: Collection[str] | None = None,
) -> Order | None:
    """As it stands today: so many from `first` on, or `these`. None: it is not kept, or something
    changed since; then all of it is needed (`order_of`).
    """
    if not keeps(rules.sheet):
        return None
    sql, asked = await asking(rules, period, FROM_TO if these is None else ALL_NAMES)
    found = await row(sql, of=KeptPart, **asked, first=first, last=first + most)
    if found is None or found["void"] or found["changed"]:
        return None
    totals = Totals(rules.sheet.decimals, found["totals"], found["competing"])
    chosen = None if these is None else set(these)
    stood = [
        Stood(subject, totals.totals[place], place < totals.competing, found["known"][place], by)
        for place, (subject, by) in enumerate(
            zip(found["subjects"], found["keys"], strict=True), first
        )
        if chosen is None or subject in chosen
    ]
    return Order(stood, totals)


async def made(rules: InForce, period: Period) -> Order:
    return of_scores(await live(rules, period))


async def order_of(rules: InForce, period: Period) -> Order:
    """As it stands today."""
    found = await kept(rules, period)
    if found is None:
        return await made(rules, period)
    return await anew(as_kept(rules.sheet, found), found["changed"], rules, period)


def as_kept(sheet: Sheet, found: Kept) -> Order:
    columns = found["subjects"], found["totals"], found["competes"], found["known"], found["keys"]
    return whole(sheet.decimals, [Stood(*each) for each in zip(*columns, strict=True)])


async def anew(order: Order, subjects: Collection[str], rules: InForce, period: Period) -> Order:
    """Of some subjects whose entries, marks or names changed."""
    if not subjects:
        return order
    found = await live(rules, period, only=subjects)
    return changed(order, subjects, of_scores(found))


async def order_at(head: Heading) -> Order:
    """Settled, or as it stands today."""
    if head.early:
        return whole(head.sheet.decimals, [])
    if not (head.assessment and head.settled):
        return await order_of(head.rules, head.period)
    decimals = head.sheet.decimals
    return whole(
        decimals,
        [
            Stood(each["subject"], in_units(each["total"], decimals), each["competes"])
            for each in await rows(SETTLED, head.assessment["id"])
        ],
    )


async def part_at(head: Heading, first: int, most: int) -> Order:
    """As `order_at`; of those from `first` on no more than `most`."""
    if not (head.settled or head.early):
        part = await part_of(head.rules, head.period, first=first, most=most)
        if part is not None:
            return part
    return (await order_at(head)).part(first, most)


async def page_of(head: Heading, order: Order) -> Standing:
    """Some rows of the ranking. What stands in a row is known from the order, but for why somebody
    is not ranked; what is settled is recomputed, as its page says.
    """
    shown = order.stood
    if head.settled:
        return order.placing(await counted(head, [each.subject for each in shown]))
    found = await counted(head, [each.subject for each in shown if not each.competes])
    named = await assessed_by(head, [each.subject for each in shown])
    found.names = {each.key: each.name for each in named}
    found.scores += [
        in_total(head.sheet, each.subject, Decimal(each.total).scaleb(-order.all.decimals))
        for each in shown
        if each.competes and each.subject in found.names
    ]
    return order.placing(found)


async def places_before(found: Standing) -> dict[str, int]:
    """Of its rows: their places in the period before, of whom there is a record. A sheet that mixes
    another in: where that one is settled.
    """
    subjects = [each.subject for each in found.scores]
    last = before(found.period, found.year_begins)
    opened = await assessments_of(found.sheet.key, [last])
    one = opened.get(last.begins)
    if one and one["stage"] in STANDING:
        kept_ranks = await rows(RANKS, one["id"], subjects)
        return {each["subject"]: each["rank"] for each in kept_ranks}
    if found.sheet.mix:
        return {}
    (sheet,) = await sheets_over(found.sheet, [last], opened)
    rules = InForce(structs.replace(sheet, mix=None), found.version, found.year_begins, {})
    order = await part_of(rules, last, these=subjects) or await order_of(rules, last)
    known = {each.subject for each in order.stood if each.known}
    return order.ranks_of(known.intersection(subjects))
