"""Who would move, shown before rules are signed that change points: sheet by sheet, of the last
period that has records, by the same scoring as the what-if.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from app.charter.model import Charter
from app.charter.sheets import Sheet
from app.dates import today
from app.drafting.what_if import rules
from app.drafting.what_if.scored import under
from app.i18n import _, translated
from app.scoring import results
from app.scoring.counts.effective_rules import InForce
from app.scoring.counts.facts import facts_now
from app.scoring.counts.subjects import subjects
from app.scoring.order_rules import worth
from app.scoring.periods import Period, before, called, period_of

LOOKED = 4  # periods, today's first, in which records are looked for
MOST_SCORED = 2_000  # subjects at once; more are shown one sheet at a time, when asked for
MOST_SHOWN = 200  # of a sheet
OPEN = 5  # of these, without unfolding

NEW = _("这是新的表，以前没有名次可比。")
OTHER = _("考核对象或周期改了，与原来的名次不能比。")
YEAR = _("考核年度的起始月改了，各期的起止不同，与原来的名次不能比。")
GONE = _("这张表不再用，它的名次随之取消。")
NO_DATA = _("最近几期还没有可以计分的记录，所以看不出谁升谁降。")
NOBODY = _("照新的规则，谁的得分和名次都没有变。")
MANY = _("有 %(n)s 个考核对象，要单独算。看过才能存为新的一版。")


@dataclass
class Trial:
    """Of one sheet that changes. `said`: why there is no list."""

    sheet: Sheet
    said: str = ""
    period: str = ""
    moves: list[rules.Move] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    waits: bool = False  # for being asked for, since it is large

    @property
    def key(self) -> str:
        return self.sheet.key

    @property
    def places(self) -> int:
        return sum(each.moved for each in self.moves)

    @property
    def points(self) -> int:
        return sum(bool(each.points) for each in self.moves)


def needed(now: Charter, new: Charter) -> list[str]:
    """Pure. Keys of the sheets whose moves somebody has to have seen."""
    if now.scoring.year_begins != new.scoring.year_begins:
        return []
    old = {each.key: each for each in now.scoring.sheets}
    return [
        each.key
        for each in new.scoring.sheets
        if each.key in old
        and rules.comparable(old[each.key], each)
        and worth(old[each.key]) != worth(each)
    ]


def digest(document: str) -> str:
    """Pure. By it a form says which document its reader saw; browsers end lines their own way."""
    return sha256("\n".join(document.splitlines()).strip().encode()).hexdigest()[:32]


def unlike(now: Charter, new: Charter) -> Iterator[Trial]:
    """Pure. What is said of sheets that cannot be compared."""
    old = {each.key: each for each in now.scoring.sheets}
    kept = {each.key for each in new.scoring.sheets}
    other_year = now.scoring.year_begins != new.scoring.year_begins
    for each in new.scoring.sheets:
        if each.key not in old:
            yield Trial(each, translated(NEW))
        elif not rules.comparable(old[each.key], each):
            yield Trial(each, translated(OTHER))
        elif other_year:
            yield Trial(each, translated(YEAR))
    yield from (Trial(each, translated(GONE)) for each in old.values() if each.key not in kept)


async def trials(
    now: Charter, version: int, new: Charter, asked: Collection[str] = ()
) -> list[Trial]:
    """Within the caller's transaction. `asked`: keys of large sheets that are wanted anyhow."""
    keys = needed(now, new)
    old = {each.key: each for each in now.scoring.sheets}
    found, scored = [], 0
    for sheet in new.scoring.sheets:  # as many as were changed
        if sheet.key not in keys:
            continue
        known = InForce(old[sheet.key], version, now.scoring.year_begins, old)
        this = period_of(sheet.period, today(), known.year_begins)
        many = len(await subjects(sheet, this.begins, this.ends))
        if scored + many > MOST_SCORED and sheet.key not in asked:
            found.append(Trial(sheet, translated(MANY, n=many), waits=True))
            continue
        scored += many
        found.append(await tried(known, sheet))
    return [*found, *unlike(now, new)]


async def tried(found: InForce, sheet: Sheet) -> Trial:
    period = await last_with_data(found, sheet)
    if period is None:
        return Trial(sheet, translated(NO_DATA))
    old = await results.live(found, period)
    new = await under(sheet, old, found, period)
    moves = rules.largest(rules.moves(old.scores, new.scores))
    said = "" if moves else translated(NOBODY)
    return Trial(sheet, said, called(period), moves, old.names)


async def last_with_data(found: InForce, sheet: Sheet) -> Period | None:
    """Of the last few, by what the old sheet or the new one counts."""
    periods = [period_of(sheet.period, today(), found.year_begins)]
    while len(periods) < LOOKED:
        periods.append(before(periods[-1], found.year_begins))
    for each in (found.sheet, sheet):
        facts, _back = await facts_now(each, periods, found.year_begins)
        if known := [period for period, one in zip(periods, facts, strict=True) if one]:
            return known[0]
    return None
