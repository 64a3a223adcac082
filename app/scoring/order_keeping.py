"""The worker keeps in which order subjects stand (order.py): what changed is scored anew, and what
is missing is made, one period of a sheet in a transaction, so that none is long.
"""

from datetime import date

from litestar.exceptions import NotFoundException

from app.charter import store
from app.charter.sheets import Scoring
from app.dates import today
from app.db import county_tx, execute, rows, tx
from app.ledger.posting import note_due
from app.ledger.sealing import alone
from app.scoring.headings import Heading, heading
from app.scoring.order import Kept, anew, as_kept, keeps, kept, made, made_by
from app.scoring.order_rules import Order
from app.scoring.periods import before, period_of
from app.tenancy.realms import is_county

MARKS = 'SELECT "id" FROM "unscored" WHERE "unscored"."county" = $1'
DONE = 'DELETE FROM "unscored" WHERE "unscored"."county" = $1 AND "id" = ANY($2::bigint[])'
KEEP = """
    INSERT INTO "kept_order" ("county", "sheet", "begins", "rules", "subjects", "totals",
        "competes", "known", "keys")
    VALUES ($1, :sheet, :begins, :rules, :subjects::text[], :totals::bigint[],
            :competes::boolean[], :known::boolean[], :keys::text[])
    ON CONFLICT ("county", "sheet", "begins") DO UPDATE
    SET "rules" = excluded."rules", "subjects" = excluded."subjects",
        "totals" = excluded."totals", "competes" = excluded."competes",
        "known" = excluded."known", "keys" = excluded."keys"
"""
ALL_BUT = """
    DELETE FROM "kept_order" WHERE "kept_order"."county" = $1 AND ("sheet", "begins") NOT IN (
        SELECT * FROM unnest($2::text[], $3::date[]))
"""


async def keep_some() -> bool:
    """Of the county that is bound. → is there more? What is marked stays marked until all that is
    kept knows of it: marks that come meanwhile are for the next time.
    """
    async with county_tx():
        if not is_county(tx().county) or not await alone():
            return False
        marks = [each["id"] for each in await rows(MARKS)]
        good: dict[tuple[str, date], tuple[Heading, Kept]] = {}
        missing = []
        for head in await wanted():
            found = await kept(head.rules, head.period)
            if found is None:
                missing.append(head)
            else:
                good[head.sheet.key, head.period.begins] = head, found
        await execute(ALL_BUT, [key for key, _day in good], [day for _key, day in good])
        for head, found in good.values():
            await renew(head, found)
        await execute(DONE, marks)
        if missing:
            await keep(missing[0], await made(missing[0].rules, missing[0].period))
        if more := len(missing) > 1:
            await note_due()
    return more


async def wanted() -> list[Heading]:
    """Of today's sheets this period, and the one before for who rose and fell."""
    _number, charter = await store.in_force()
    scoring = charter.scoring if charter else Scoring()
    found: list[Heading] = []
    for sheet in scoring.sheets:
        this = period_of(sheet.period, today(), scoring.year_begins)
        for period in (this, before(this, scoring.year_begins)):
            found += await open_at(sheet.key, min(period.ends, today()))
    return found


async def open_at(key: str, day: date) -> list[Heading]:
    """None: the sheet was not there, or is settled, or nothing is kept of it."""
    try:
        head = await heading(key, day)
    except NotFoundException:
        return []
    return [head] if keeps(head.sheet) and not head.settled else []


async def renew(head: Heading, found: Kept) -> None:
    order = as_kept(head.sheet, found)
    now = await anew(order, found["changed"], head.rules, head.period)
    if now.stood != order.stood:
        await keep(head, now)


async def keep(head: Heading, order: Order) -> None:
    await execute(
        KEEP,
        sheet=head.sheet.key,
        begins=head.period.begins,
        rules=await made_by(head.rules, head.period),
        subjects=[each.subject for each in order.stood],
        totals=[each.total for each in order.stood],
        competes=[each.competes for each in order.stood],
        known=[each.known for each in order.stood],
        keys=[each.by for each in order.stood],
    )
