"""All subjects scored under other rules, from the same records."""

from dataclasses import replace

from app.charter.sheets import Sheet
from app.scoring import results
from app.scoring.counts.effective_rules import InForce
from app.scoring.periods import Period
from app.scoring.rules import wanted


async def under(
    sheet: Sheet, old: results.Standing, found: InForce, period: Period
) -> results.Standing:
    """`old`: all of them, as they stand by `found`. Counted anew if other counts are needed."""
    if wanted(sheet) <= wanted(found.sheet) and counted_alike(sheet, found.sheet):
        return replace(old, sheet=sheet).scored_anew()
    return await results.live(found._replace(sheet=sheet), period)


def counted_alike(one: Sheet, other: Sheet) -> bool:
    """Pure. Which records belong to the period, and what is mixed in."""

    def what(sheet: Sheet) -> tuple[object, ...]:
        return sheet.closing_days, sheet.late, sheet.mix and sheet.mix.of

    return what(one) == what(other)
