"""What must hold of score sheets. Pure, as rules.py; the marks are computed elsewhere."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from app.charter.methods import METHODS
from app.charter.model import Charter
from app.charter.problems import Place, Problem, at, only
from app.charter.sheets import Indicator, Sheet
from app.i18n import _

SUBJECTS = ("station", "township", "member", "sector", "department", "county")
PERIODS = ("quarter", "half", "year", "term")
SHARES = ("first_half", "equal", "fixed")
MOST_DECIMALS = 4
FEWEST_AMONG = 2
MOST_CLOSING_DAYS = 366
LATE = ("never", "next", "penalty")


def scoring(charter: Charter, counted: Collection[str]) -> Iterator[Problem]:
    """`counted`: the kinds of the ledger."""
    if not 1 <= charter.scoring.year_begins <= 12:
        yield at("scoring", "year_begins")(_("考核年度从几月开始，在 1 到 12 之间。"))
    sheets = {sheet.key for sheet in charter.scoring.sheets}
    for number, sheet in enumerate(charter.scoring.sheets):
        here: Place = ("scoring", "sheets", number)
        yield from one_sheet(sheet, here, sheets)
        for place, indicator in enumerate(sheet.indicators):
            yield from one_indicator(indicator, (*here, "indicators", place), counted)


def one_sheet(sheet: Sheet, place: Place, sheets: set[str]) -> Iterator[Problem]:
    if sheet.subject not in SUBJECTS:
        yield only(place, "Sheet", "subject")
    if sheet.period not in PERIODS:
        yield only(place, "Sheet", "period")
    within = {key for each in sheet.indicators for key in each.among}
    marked = [each for each in sheet.indicators if each.key not in within]
    # as they were written: three times 21.4 and 35.8 are 100
    base = sum(Decimal(repr(each.marks)) for each in marked if each.kind == "base")
    if (sheet.indicators or not sheet.mix) and base != Decimal(repr(sheet.full_marks)):
        yield at(*place, "full_marks")(
            _("分值合计 %(sum)s，应为 %(full)s。"),
            sum=f"{float(base):.15g}",
            full=f"{sheet.full_marks:.15g}",
        )
    if sheet.mix and (sheet.mix.of not in sheets - {sheet.key} or not 0 < sheet.mix.average <= 1):
        yield at(*place, "mix")(_("综合评价须指明另一张表，所占比例大于 0、不超过 1。"))
    yield from several(sheet, place)
    if sheet.part and not 0 < sheet.part.weight <= 1:
        yield at(*place, "part")(_("在总考核里所占比例大于 0、不超过 1。"))
    if sheet.reward and sheet.reward.first < 1:
        yield at(*place, "reward")(_("奖励前几名，要大于 0。"))
    floors = [floor for _name, floor in sheet.grades]
    if floors != sorted(set(floors), reverse=True):
        yield at(*place, "grades")(_("等次的分数线从高到低写，各不相同。"))
    if unknown := sheet.follows.keys() - {name for name, _floor in sheet.grades}:
        yield at(*place, "follows")(
            _("没有「%(name)s」这个等次。"), name="、".join(sorted(unknown))
        )


def several(sheet: Sheet, place: Place) -> Iterator[Problem]:
    """Rounding, the sample, and what is taken the best of."""
    if not 0 <= sheet.decimals <= MOST_DECIMALS:
        yield at(*place, "decimals")(_("在 0 到 %(n)s 之间。"), n=MOST_DECIMALS)
    if sheet.closing_days is not None and not 0 <= sheet.closing_days <= MOST_CLOSING_DAYS:
        yield at(*place, "closing_days")(_("在 0 到 %(n)s 之间。"), n=MOST_CLOSING_DAYS)
    if sheet.late not in LATE:
        yield only(place, "Sheet", "late")
    if (sheet.late == "penalty") != bool(sheet.late_points and sheet.late_points > 0):
        yield at(*place, "late_points")(_("逾期补录要扣分的，写明每条扣几分；不扣的不写。"))
    if sheet.sample and sheet.sample_least < 1:
        yield at(*place, "sample_least")(_("次数要大于 0。"))
    known = {each.key for each in sheet.indicators if each.method != "best_of"}
    claimed: set[str] = set()
    for number, each in enumerate(sheet.indicators):
        for key in each.among:
            if key not in known or key in claimed:
                yield at(*place, "indicators", number, "among")(
                    _("「%(key)s」不是本表的另一个指标，或者用了两次。"), key=key
                )
            claimed.add(key)


def one_indicator(
    indicator: Indicator, place: Place, counted: Collection[str]
) -> Iterator[Problem]:
    if indicator.method not in METHODS:
        yield at(*place, "method")(_("没有「%(method)s」这种计分方法。"), method=indicator.method)
    if indicator.kind not in ("base", "bonus", "penalty"):
        yield only(place, "Indicator", "kind")
    if indicator.marks <= 0:
        yield at(*place, "marks")(_("分值要大于 0。"))
    for name, kind in (("counts", indicator.counts), ("over", indicator.over)):
        if kind and kind not in counted:
            yield at(*place, name)(_("台账里没有「%(kind)s」这一项。"), kind=kind)
    yield from lacking(indicator, place)


def lacking(indicator: Indicator, place: Place) -> Iterator[Problem]:
    """Each method needs its own numbers."""
    method = METHODS.get(indicator.method)
    if method and method.counts and not indicator.counts:
        yield at(*place, "counts")(_("请写明计哪一项台账。"))
    for name, text in method.needs if method else ():
        if not getattr(indicator, name):
            yield at(*place, name)(text)
    yield from among_people(indicator, place)
    if indicator.empty not in ("zero", "full"):
        yield only(place, "Indicator", "empty")
    if any(points > indicator.marks for _floor, points in indicator.steps):
        yield at(*place, "steps")(_("分数段里的分不能高于分值。"))


def among_people(indicator: Indicator, place: Place) -> Iterator[Problem]:
    """Of several indicators the best, and what several people share."""
    if indicator.method == "best_of" and len(indicator.among) < FEWEST_AMONG:
        yield at(*place, "among")(_("请写明从哪几项里取最高，至少两项。"))
    if indicator.method == "shared" and (not indicator.points or indicator.share not in SHARES):
        yield at(*place, "share")(_("请写明每件几分、怎样分享。"))
    if indicator.method == "shared" and indicator.share == "fixed" and indicator.other is None:
        yield at(*place, "other")(_("请写明其余的人几分。"))
