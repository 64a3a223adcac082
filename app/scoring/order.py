"""In which order all subjects of a sheet stand, so that a page scores its own rows alone: kept by
the worker (order_keeping.py), with what changed since scored anew. Under other rules, or where much
changed, all are scored on the spot.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple, TypedDict

from msgspec import json, structs

from app.charter.sheets import Sheet
from app.dates import today
from app.db import row, rows
from app.ledger.figures import TAIL
from app.scoring.assessment.rules import STANDING
from app.scoring.counts.counting import WHOSE
from app.scoring.counts.effective_rules import InForce, sheets_over
from app.scoring.counts.history import assessments_of
from app.scoring.periods import Period, before, parts
from app.scoring.points.methods import Facts
from app.scoring.results import Heading, Standing, assessed_by, counted, live
from app.scoring.rules import in_total

FEW = 100  # changed since: more are not worth scoring one by one
# In one statement, so that nothing comes between what is kept and what has changed since.
KEPT = """
    SELECT "subjects", "totals", "competes", "known",
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
                   SELECT {subject} FROM "counted" AS "entry"
                   WHERE "entry"."county" = $1 AND "whose" = :whose AND "id" = ANY({tail})
               ) AS changed (subject) WHERE subject IS NOT NULL LIMIT :most) AS changed
    FROM "kept_order" WHERE "kept_order"."county" = $1 AND "sheet" = :sheet
      AND "begins" = :begins AND "rules" = :rules
"""
SETTLED = """
    SELECT "subject", "total", "rank" IS NOT NULL AS competes FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = $2
    ORDER BY "rank" IS NULL, "total" DESC, "subject"
"""

RANKS = """
    SELECT "subject", "rank" FROM "settled" WHERE "settled"."county" = $1 AND "assessment" = $2
      AND "subject" = ANY($3::text[]) AND "rank" IS NOT NULL
"""
NONE = Facts()


class Kept(TypedDict):
    """`void`: nothing of it holds any more; `changed`: whose total may be another by now."""

    subjects: list[str]
    totals: list[int]
    competes: list[bool]
    known: list[bool]
    void: bool
    changed: list[str]


class Stood(NamedTuple):
    """`total`: in units of the last digit that is shown. `known`: there is a record of it."""

    subject: str
    total: int
    competes: bool
    known: bool = True


@dataclass
class Order:
    """Best first; who is not ranked comes last."""

    decimals: int
    stood: list[Stood]

    def __post_init__(self) -> None:
        self.ranked = sorted(-each.total for each in self.stood if each.competes)

    @property
    def top(self) -> Decimal:
        """The total of who stands first; 0 where nobody does."""
        return Decimal(self.stood[0].total if self.stood else 0).scaleb(-self.decimals)

    def rank(self, total: int) -> int:
        return bisect_left(self.ranked, -total) + 1

    def ranks_of(self, subjects: Collection[str]) -> dict[str, int]:
        """Of those of them who are ranked."""
        return {
            each.subject: self.rank(each.total)
            for each in self.stood
            if each.competes and each.subject in subjects
        }

    def placing(self, found: Standing) -> Standing:
        """Scores of some subjects, in their order, with their places among all."""
        place = {each.subject: number for number, each in enumerate(self.stood)}
        found.scores.sort(key=lambda each: place.get(each.subject, len(place)))
        reward = found.sheet.reward
        for each in found.scores:
            total = in_units(each.total, self.decimals)
            each.rank = None if each.why_no_rank else self.rank(total)
            each.rewarded = bool(reward and each.rank and each.rank <= reward.first)
        return found


def in_units(total: Decimal, decimals: int) -> int:
    return int(total.scaleb(decimals))


def of_scores(found: Standing) -> Order:
    """Pure."""
    decimals = found.sheet.decimals
    stood = [
        Stood(
            each.subject,
            in_units(each.total, decimals),
            not each.why_no_rank,
            found.facts.get(each.subject, NONE) != NONE,
        )
        for each in found.scores
    ]
    return in_order(decimals, stood)


def in_order(decimals: int, stood: Sequence[Stood]) -> Order:
    """Pure. As ranked() in rules.py sorts them."""
    by = sorted(stood, key=lambda each: (not each.competes, -each.total, each.subject))
    return Order(decimals, by)


def changed(order: Order, subjects: Collection[str], anew: Order) -> Order:
    """Pure. Of these subjects those that are in `anew` stand as there, and others no more."""
    left = [each for each in order.stood if each.subject not in subjects]
    return in_order(order.decimals, [*left, *anew.stood])


def made_by(rules: InForce, period: Period) -> str:
    """Pure, but for the day: all that the points come from but entries, marks and subjects, and
    what marks everything void. Of what is mixed in, as many parts of the period as have begun.
    """
    other = rules.sheets.get(rules.sheet.mix.of) if rules.sheet.mix else None
    begun = 0
    if other:
        within = parts(period, other.period, rules.year_begins)
        begun = sum(each.begins <= today() for each in within)
    what = [rules.sheet, other, rules.year_begins, begun, period.begins, period.ends]
    return sha256(json.encode(what)).hexdigest()


def keeps(sheet: Sheet) -> bool:
    """Pure. What a township or the county is called changes elsewhere, and nothing here is told."""
    named = any(not each.subject for each in sheet.excluded)
    return not (named and sheet.subject in {"township", "county"})


async def kept(rules: InForce, period: Period) -> Kept | None:
    """None: nothing that holds."""
    if not keeps(rules.sheet):
        return None
    whose = WHOSE[rules.sheet.subject]
    found = await row(
        KEPT.format(subject=whose.subject, tail=TAIL),
        of=Kept,
        kind=rules.sheet.subject,
        whose=whose.end,
        most=FEW + 1,
        sheet=rules.sheet.key,
        begins=period.begins,
        rules=made_by(rules, period),
    )
    lost = found is None or found["void"] or len(found["changed"]) > FEW
    return None if lost else found


async def made(rules: InForce, period: Period) -> Order:
    return of_scores(await live(rules, period))


async def order_of(rules: InForce, period: Period) -> Order:
    """As it stands today."""
    found = await kept(rules, period)
    if found is None:
        return await made(rules, period)
    return await anew(as_kept(rules.sheet, found), found["changed"], rules, period)


def as_kept(sheet: Sheet, found: Kept) -> Order:
    columns = found["subjects"], found["totals"], found["competes"], found["known"]
    return Order(sheet.decimals, [Stood(*each) for each in zip(*columns, strict=True)])


async def anew(order: Order, subjects: Collection[str], rules: InForce, period: Period) -> Order:
    """Of some subjects whose entries, marks or names changed."""
    if not subjects:
        return order
    found = await live(rules, period, only=subjects)
    return changed(order, subjects, of_scores(found))


async def order_at(head: Heading) -> Order:
    """Settled, or as it stands today."""
    if not (head.assessment and head.settled):
        return await order_of(head.rules, head.period)
    decimals = head.sheet.decimals
    return Order(
        decimals,
        [
            Stood(each["subject"], in_units(each["total"], decimals), each["competes"])
            for each in await rows(SETTLED, head.assessment["id"])
        ],
    )


async def page_of(head: Heading, order: Order, first: int, most: int) -> Standing:
    """Some rows of the ranking. What stands in a row is known from the order, but for why somebody
    is not ranked; what is settled is recomputed, as its page says.
    """
    shown = order.stood[first : first + most]
    if head.settled:
        return order.placing(await counted(head, [each.subject for each in shown]))
    found = await counted(head, [each.subject for each in shown if not each.competes])
    named = await assessed_by(head, [each.subject for each in shown])
    found.names = {each.key: each.name for each in named}
    found.scores += [
        in_total(head.sheet, each.subject, Decimal(each.total).scaleb(-order.decimals))
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
    order = await order_of(rules, last)
    known = {each.subject for each in order.stood if each.known}
    return order.ranks_of(known.intersection(subjects))
